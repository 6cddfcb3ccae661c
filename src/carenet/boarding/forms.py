"""What people may send about boarders going home."""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import BaseModel, StringConstraints

from carenet.boarding.rules import HOME_BY_USUAL

Whom = Annotated[str, StringConstraints(max_length=60)]


class ListForm(BaseModel):
    """The day of a list, and by when its children should be home."""

    leaves_on: date
    home_by: time = HOME_BY_USUAL


class LineForm(BaseModel):
    """One child of the list."""

    how: Literal["fetched", "together", "alone", "stays"]
    whom: Whom | None = None


class NotedForm(BaseModel):
    """Who said that the child is home, or where it is."""

    said: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class HomeForm(BaseModel):
    """The family's answer."""

    answer: Literal["home", "not_home"]
