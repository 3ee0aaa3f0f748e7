"""What every model of the contract has in common."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A command, a domain event, or a part of one: it cannot change, and knows no other fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)
