"""What every model of form.yml is built on."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Unknown keys are refused: a typing error in the data must not pass in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)
