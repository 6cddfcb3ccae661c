"""What can be done to needs, rounds and proposals."""

from carenet.matching.services.answers import (
    SettledProposal,
    agree,
    decline_proposal,
    settle_proposal,
    withdraw_for_consent,
)
from carenet.matching.services.between import lapse_suggestion, take_suggestion
from carenet.matching.services.drafting import decide
from carenet.matching.services.moving import move, price_of_move
from carenet.matching.services.needs import close_need, open_need, open_needs_by_rule
from carenet.matching.services.offers import end_offer, offer_help, offer_of_mine
from carenet.matching.services.publishing import lapse_proposal, offer_next_best, publish, withdraw
from carenet.matching.services.rounds import close_round, open_round, start_round, stop_round
from carenet.matching.services.solving import solve_round

__all__ = [
    "SettledProposal", "agree", "close_need", "close_round", "decide", "decline_proposal",
    "end_offer", "lapse_proposal", "lapse_suggestion", "move", "offer_help", "offer_next_best", "offer_of_mine", "open_need",
    "open_needs_by_rule", "open_round", "price_of_move", "publish", "settle_proposal", "solve_round",
    "start_round", "stop_round", "take_suggestion", "withdraw", "withdraw_for_consent",
]  # fmt: skip
