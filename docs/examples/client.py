"""A referral from nothing to a started stay: `python client.py http://127.0.0.1:8000 PRACTICE UNIT PLACE`.

Three tokens as `manage.py load_sandbox` prints them. Needs `requests`, nothing else.
"""

import datetime as dt
import sys
import uuid
from zoneinfo import ZoneInfo

import requests


class Rve:
    """One organisation's client."""

    def __init__(self, base: str, token: str) -> None:
        self.base, self.http = f"{base}/api/v1", requests.Session()
        self.http.headers["Authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, **more: object) -> dict:
        answer = self.http.request(method, self.base + path, timeout=30, **more)
        if not answer.ok:
            sys.exit(f"{answer.status_code} {answer.json()['detail']} {answer.json()['errors']}")
        return answer.json()

    def get(self, path: str, **query: str) -> dict:
        return self.ask("GET", path, params=query)

    def post(self, path: str, body: dict, version: int | None = None) -> dict:
        """The key is made once for each thing: sent again after a lost answer, it makes nothing twice."""
        headers = {"Idempotency-Key": str(uuid.uuid4())} | ({"If-Match": f'"{version}"'} if version else {})
        return self.ask("POST", path, json=body, headers=headers)


def main(base: str, *tokens: str) -> None:
    practice, unit, place = (Rve(base, token) for token in tokens)
    person = {"given_name": "Solveig", "family_name": "Myhre", "address": "Vegen 2", "postal_code": "7650"}
    facts = {"diagnoses": [{"system": "icd10", "code": "M05.9"}], "urgency": "ordinary", "consent": True}
    facts |= {"conditions": ["systemic_rheumatic_disease"], "function_loss": "moderate", "goal": "cope"}
    facts |= {"self_care": "independent", "night_care": False, "municipal_measures": "insufficient"}
    facts |= {"patient": {"birth_date": "1968-05-14", "municipality": "9901"}, "referrer": {"kind": "gp"}}
    who = {"name": "Kari Bjerkan", "hpr_number": "8000001"}
    sent = practice.post("/referrals", {"facts": facts, "patient": person, "referrer": who})
    print(sent["reference"], "to be answered by", sent["assessment_due"])

    path = f"/referrals/{sent['id']}"
    needs = {"complexity": True, "multidisciplinary": True, "specialist_competence": False}
    needs |= {"intensity": False, "hospital_proximity": False, "diagnostic_workup": False}
    case = unit.post(f"{path}/facts", {"facts": {"needs": needs}}, unit.get(path)["version"])
    right, own = case["proposal"], place.get("/pools")["results"][0]
    decision = {name: right[name] for name in ("outcome", "delytelse", "level", "lodging")}
    decision |= {"start_deadline": right["start_deadline"]["date"], "institution": own["institution"]}
    decision |= {"nytte": "God nytte.", "ressurs": "Står i forhold.", "alvorlighet": "Moderat tap."}
    made = unit.post(f"{path}/decision", decision, case["version"])
    print(right["outcome"], unit.post(f"/decisions/{made['id']}/sign", {}, made["version"])["status"])

    stay = next(one for one in place.get("/placements")["results"] if one["referral"] == sent["id"])
    stay = place.post(f"/placements/{stay['id']}/accept", {}, stay["version"])
    today = dt.datetime.now(ZoneInfo("Europe/Oslo")).date().isoformat()
    stay = place.post(f"/placements/{stay['id']}/start", {"on": today}, stay["version"])
    print(stay["status"], "at", stay["institution"])


main(*sys.argv[1:])
