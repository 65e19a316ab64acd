from referrals.models import Referral
from tests.people import World, a_placement, a_referral


def test_a_referral_is_received_with_a_clock_and_a_proposal(world: World) -> None:
    case = a_referral(world)
    assert case.status == Referral.Status.RECEIVED
    assert case.reference == "HMN-2026-000001"
    assert case.proposal is not None and case.proposal.outcome == "granted" and case.delytelse == "B"
    assert case.clocks.get().kind == "assessment"


def test_a_case_is_walked_to_discharge(world: World) -> None:
    placement = a_placement(world, "completed")
    case = Referral.objects.get(pk=placement.referral_id)
    assert case.status == Referral.Status.CLOSED
