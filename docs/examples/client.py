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
        if answer.ok:
            return answer.json()
        problem = answer.json()
        faults = "".join(f"\n  {one['field']}: {one['message']}" for one in problem["errors"])
        sys.exit(f"{method} {path}: {problem['status']} {problem['title']}. {problem['detail']}{faults}")

    def post(self, path: str, body: dict, version: int | None = None) -> dict:
        """The key is made once for each thing: sent again after a lost answer, it makes nothing twice."""
        headers = {"Idempotency-Key": str(uuid.uuid4())} | ({"If-Match": f'"{version}"'} if version else {})
        return self.ask("POST", path, json=body, headers=headers)


PERSON = {"given_name": "Solveig", "family_name": "Myhre", "address": "Vegen 2", "postal_code": "7650"}
FACTS = {"diagnoses": [{"system": "icd10", "code": "M05.9"}], "urgency": "ordinary", "consent": True}
FACTS |= {"conditions": ["systemic_rheumatic_disease"], "function_loss": "moderate", "goal": "cope"}
FACTS |= {"self_care": "independent", "night_care": False, "municipal_measures": "insufficient"}
FACTS |= {"patient": {"birth_date": "1968-05-14", "municipality": "9901"}, "referrer": {"kind": "gp"}}
NEEDS = {"complexity": True, "multidisciplinary": True, "specialist_competence": False, "intensity": False}
NEEDS |= {"hospital_proximity": False, "diagnostic_workup": False}
GROUNDS = {"nytte": "God nytte.", "ressurs": "Står i forhold.", "alvorlighet": "Moderat tap."}

practice, unit, place = (Rve(sys.argv[1], token) for token in sys.argv[2:])
sent = practice.post("/referrals", {"facts": FACTS, "patient": PERSON, "referrer": {"name": "Kari Bjerkan"}})
print(sent["reference"], "to be answered by", sent["assessment_due"])
path = f"/referrals/{sent['id']}"
seen = unit.ask("GET", path)
case = unit.post(f"{path}/facts", {"facts": {"needs": NEEDS}}, seen["version"])
right, own = case["proposal"], place.ask("GET", "/pools")["results"][0]
decision = {name: right[name] for name in ("outcome", "delytelse", "level", "lodging")} | GROUNDS
decision |= {"start_deadline": right["start_deadline"]["date"], "institution": own["institution"]}
made = unit.post(f"{path}/decision", decision, case["version"])
print(made["outcome"], unit.post(f"/decisions/{made['id']}/sign", {}, made["version"])["status"])
placed = place.ask("GET", "/placements", params={"updated_since": seen["updated_at"]})["results"]
stay = next(one for one in placed if one["referral"] == sent["id"])
stay = place.post(f"/placements/{stay['id']}/accept", {}, stay["version"])
today = dt.datetime.now(ZoneInfo("Europe/Oslo")).date().isoformat()
stay = place.post(f"/placements/{stay['id']}/start", {"on": today}, stay["version"])
print(stay["status"], "at", stay["institution"])
