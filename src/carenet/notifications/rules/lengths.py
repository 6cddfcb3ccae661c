"""How long a text may be by each way, and how many text messages it becomes. Pure.

Text messages inside China: every letter, figure, mark and space counts as one, the signature with
its two brackets too; up to 70 are one message, beyond that each 67 are one; 500 are the most, and a
variable of a template holds 35. Source: Aliyun, "Billing of Short Message Service", length rules.
"""

from typing import Final

SMS_ONE: Final = 70
SMS_EACH: Final = 67
SMS_LETTERS_MAX: Final = 500
SMS_VARIABLE_MAX: Final = 35
SMS_PARTS_MAX: Final = 4
"""More than so many text messages for one thing is a letter: a test refuses the kind."""
WECHAT_THING_MAX: Final = 20
BRACKETS: Final = 2


def sms_letters(text: str, signature: str) -> int:
    """The letters of a text message with its signature."""
    return len(text) + len(signature) + BRACKETS


def sms_parts(letters: int) -> int:
    """How many text messages so many letters are charged as."""
    return 1 if letters <= SMS_ONE else -(-letters // SMS_EACH)
