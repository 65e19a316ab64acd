// An OpenID provider that behaves as HelseID does where it matters here: private_key_jwt, PAR, PKCE, DPoP,
// and the same names of claims. What it shall be is JSON in the variable PROVIDER.
import { generateKeyPairSync } from "node:crypto";
import Provider from "oidc-provider";

const { issuer, port, audience, clients, people, callback } = JSON.parse(process.env.PROVIDER);
const PARENT = "helseid://claims/client/claims/orgnr_parent";
const LEVEL = "helseid://claims/identity/security_level";
const HPR = "helseid://claims/hpr/hpr_number";
const API_SCOPES = "referrals:read referrals:write placements:read decisions:sign";
const LOGIN_SCOPES = ["openid", "profile", "helseid://scopes/identity/security_level", "helseid://scopes/hpr/hpr_number"];

const signing = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });

const provider = new Provider(issuer, {
  jwks: { keys: [{ ...signing, kid: "provider-1", use: "sig", alg: "RS256" }] },
  cookies: { keys: ["made up for the tests"] },
  clients: [
    {
      client_id: "epj-vest",
      grant_types: ["client_credentials"],
      response_types: [],
      redirect_uris: [],
      token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_signing_alg: "ES256",
      dpop_bound_access_tokens: true,
      jwks: { keys: [clients["epj-vest"]] },
    },
    {
      client_id: "rve-web",
      grant_types: ["authorization_code"],
      redirect_uris: [callback],
      post_logout_redirect_uris: [new URL("/login", callback).href],
      scope: LOGIN_SCOPES.join(" "),
      token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_signing_alg: "ES256",
      require_pushed_authorization_requests: true,
      jwks: { keys: [clients["rve-web"]] },
    },
  ],
  scopes: LOGIN_SCOPES,
  claims: {
    openid: ["sub"],
    profile: ["name"],
    "helseid://scopes/identity/security_level": [LEVEL],
    "helseid://scopes/hpr/hpr_number": [HPR],
  },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: {
    clientCredentials: { enabled: true },
    dPoP: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      getResourceServerInfo: () => ({
        scope: API_SCOPES,
        audience,
        accessTokenFormat: "jwt",
        accessTokenTTL: 300,
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
  extraTokenClaims: (_ctx, token) =>
    token.kind === "ClientCredentials" ? { [PARENT]: clients.organisation } : undefined,
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
});

provider.listen(port, "127.0.0.1", () => console.log("ready"));
