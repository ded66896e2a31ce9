"""Written consent: what may only be tried where those who run a platform have agreed."""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from wenheng.study.base import Declared, Id, wrong


class Authorization(Declared):
    """That the operator of platforms has consented in writing to probes, and until when."""

    by: str = Field(min_length=1, description="who consents: body and office")
    document: str = Field(min_length=1, description="the letter: number, or where it is kept")
    platforms: tuple[Id, ...] = Field(min_length=1)
    probes: tuple[Id, ...] = Field(min_length=1)
    since: date
    until: date = Field(description="last day on which it holds, in the time of China")

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.since > self.until:
            raise wrong("consent-backwards", since=str(self.since), until=str(self.until))
        return self

    def covers(self, platform: str, probe: str, day: date | None = None) -> bool:
        """Whether it allows `probe` on `platform` on `day`; on some day where none is given."""
        named = platform in self.platforms and probe in self.probes
        return named and (day is None or self.since <= day <= self.until)
