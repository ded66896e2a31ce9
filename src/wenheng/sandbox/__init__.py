"""A small country of invented governments: portals and assistants of known, planted quality.

    country_ = country(load_study("default-2021r"))
    async with serve(country_) as served:
        write_study(directory, served)

For the demonstration, for tests, and to calibrate the instrument: `planted(served)` says what a
perfect instrument would find. Everything is invented; nothing leaves the loopback address.
"""

from wenheng.sandbox.country import Country, Site, country
from wenheng.sandbox.expected import expected_levels, quality, unit_quality
from wenheng.sandbox.references import references
from wenheng.sandbox.server import Served, serve
from wenheng.sandbox.written import Effort, planted, write_study

__all__ = [
    "Country",
    "Effort",
    "Served",
    "Site",
    "country",
    "expected_levels",
    "planted",
    "quality",
    "references",
    "serve",
    "unit_quality",
    "write_study",
]
