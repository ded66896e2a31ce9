"""The data package: valid by Frictionless, the same bytes, and anonymous where it says so."""

import hashlib
import io
import json
from dataclasses import replace

import polars as pl
import pytest

from wenheng.errors import TableError
from wenheng.language import catalogue
from wenheng.report.package import data_package
from wenheng.report.package.anonymous import anonymous_frames, masking, names_of
from wenheng.report.package.contracts import CONTRACTS
from wenheng.report.package.described import words_of, words_of_column
from wenheng.report.package.rows import package_frames

SALT = b"the owner's"


def made(country, salt=None, **changed):
    study = country.study.model_copy(update=changed)
    return data_package(study, country.tables, country.facts, salt)


@pytest.fixture(scope="module")
def plain(country):
    return made(country)


@pytest.fixture(scope="module")
def anonymous(country):
    return made(country, SALT)


def unpacked(files, folder):
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def validated(folder):
    import frictionless  # which takes a second to import

    report = frictionless.validate(str(folder / "datapackage.json"))
    found = [(task.name, error.type) for task in report.tasks for error in task.errors]
    return report.valid, len(report.tasks), found + [error.type for error in report.errors]


def frames_of(files):
    paths = [path for path in files if path.endswith(".parquet")]
    return {path[5:-8]: pl.read_parquet(io.BytesIO(files[path])) for path in paths}


@pytest.mark.parametrize("which", ["plain", "anonymous"])
def test_frictionless_finds_the_package_valid(which, request, tmp_path):
    files = request.getfixturevalue(which)

    valid, tasks, errors = validated(unpacked(files, tmp_path))

    assert (valid, errors) == (True, [])
    assert tasks == sum(path.startswith("data/") for path in files)


@pytest.mark.parametrize(
    ("path", "old", "new", "error"),
    [
        ("data/presence.csv", b"alpha-web,present", b"alpha-wep,present", "foreign-key"),
        ("data/ratings.csv", b",rated,3,", b",rated,99,", "constraint-error"),
        ("data/study_units.csv", b"beta,", b"alpha,", "primary-key"),
    ],
)
def test_it_says_what_may_stand_where_so_that_a_change_is_seen(
    plain, tmp_path, path, old, new, error
):
    assert old in plain[path]
    folder = unpacked(plain | {path: plain[path].replace(old, new, 1)}, tmp_path)

    valid, _, errors = validated(folder)

    kinds = {kind for name, kind in errors if path == f"data/{name}.csv"}
    assert not valid
    assert {error, "hash-count"} <= kinds


def test_the_same_input_makes_the_same_bytes(country, plain, anonymous):
    assert made(country) == plain
    assert made(country, SALT) == anonymous


def test_csv_and_parquet_hold_the_same(plain):
    for name, frame in frames_of(plain).items():
        csv = pl.read_csv(plain[f"data/{name}.csv"], infer_schema=False)
        assert (csv.columns, csv.height) == (frame.columns, frame.height), name
    totals = frames_of(plain)["totals"]
    read = pl.read_csv(plain["data/totals.csv"])["score"]
    assert read.to_list() == totals["score"].to_list()


def test_no_text_acts_as_a_formula_and_parquet_keeps_it_as_it_is(plain):
    units = frames_of(plain)["study_units"]
    text = plain["data/study_units.csv"].decode("utf-8-sig")

    assert '=HYPERLINK("http://evil.example/")' in units["name_zh"].to_list()
    assert "\"'=HYPERLINK(" in text
    assert ',"=HYPERLINK(' not in text


def test_replies_links_options_and_evidence_are_tables_of_their_own(country, plain):
    frames = frames_of(plain)
    sessions = country.tables["sessions"]

    turns = sessions["turns"].list.len().sum()

    assert frames["turns"].height == turns
    assert frames["evidence"].height == sessions["evidence"].list.len().sum()
    assert frames["reply_options"].filter(place=2)["text"].unique().to_list() == ["换领"]
    assert not any(kind.is_nested() for frame in frames.values() for kind in frame.dtypes)


def test_every_column_of_every_table_has_words_in_both_languages():
    used = set()
    for name, contract in CONTRACTS.items():
        used.add(f"table-{name}")
        for language in ("zh", "en"):
            assert words_of(name, language)
            for column, rule in contract.columns().items():
                if not rule.dtype.is_nested():
                    assert words_of_column(name, column, language), f"{name}.{column}"
        used |= {column for column in contract.columns()}
        used |= {f"{name}-{column}" for column in contract.columns()}

    assert set(catalogue("columns")) - used == set()


def test_the_codebook_has_a_line_for_each_column(plain):
    frames = frames_of(plain)

    lines = {(row[0], row[1]): row for row in frames["codebook"].iter_rows()}

    assert set(lines) == {(name, c) for name, frame in frames.items() for c in frame.columns}
    assert lines["presence", "platform"][6] == "study_platforms.platform"
    assert lines["cells", "judged_by"][5] == "machine person adjudicator"


def test_hash_and_size_of_every_file_are_told(plain):
    described = json.loads(plain["datapackage.json"])
    dataset = json.loads(plain["dataset.jsonld"])

    sums = dict(reversed(line.split("  ")) for line in plain["SHA256SUMS"].decode().splitlines())
    told = {one["path"]: one for one in described["resources"]}
    offered = {one["contentUrl"]: one["sha256"] for one in dataset["distribution"]}

    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in plain.items()}
    assert sums == {path: digest for path, digest in hashes.items() if path != "SHA256SUMS"}
    for path in (path for path in plain if path.startswith("data/")):
        assert told[path]["hash"] == f"sha256:{hashes[path]}" == f"sha256:{offered[path]}"
        assert told[path]["bytes"] == len(plain[path])


@pytest.mark.parametrize(
    ("licence", "told"),
    [
        ("", None),
        ("CC-BY-4.0", [{"name": "CC-BY-4.0"}]),
        ("https://example.org/terms", [{"path": "https://example.org/terms"}]),
    ],
)
def test_the_licence_is_that_of_the_study_and_none_is_made_up(country, licence, told):
    files = made(country, licence=licence)

    assert json.loads(files["datapackage.json"]).get("licenses") == told
    assert json.loads(files["dataset.jsonld"]).get("license", "") == licence
    assert (licence or "未声明") in files["README.zh.md"].decode()


def test_people_who_rated_are_numbers(country):
    ann = pl.lit("王小明").alias("rater"), pl.lit("person").alias("rater_kind")
    people = country.tables["ratings"].head(3).with_columns(ann[0], ann[1].cast(pl.Enum(
        country.tables["ratings"].schema["rater_kind"].categories)))  # fmt: skip
    tables = {**country.tables, "ratings": pl.concat([country.tables["ratings"], people])}

    files = data_package(country.study, tables, country.facts)

    assert "person-1" in frames_of(files)["ratings"]["rater"].to_list()
    assert "王小明" not in str(files["data/ratings.csv"], "utf-8-sig")


def test_nothing_in_the_anonymous_package_names_places_or_quotes_a_unit(country, anonymous):
    study, sessions = country.study, country.tables["sessions"]
    replies = sessions["turns"].explode().struct.field("text").drop_nulls().unique().to_list()
    known = [
        *names_of(study),
        *(each.id for each in (*study.units, *study.platforms)),
        *(reply[:12] for reply in replies if len(reply.strip()) > 5),
        *sessions["session"].to_list(),
        *sessions["evidence"].explode().struct.field("sha256").to_list(),
    ]
    text = "\n".join(
        content.decode("utf-8-sig") if not path.endswith(".parquet") else ""
        for path, content in anonymous.items()
        if path != "SHA256SUMS"
    )
    text += "\n".join(frame.write_csv() for frame in frames_of(anonymous).values())

    assert len(known) > 90
    assert "study_platforms" in text
    assert [name for name in known if name.lower() in text.lower()] == []


def test_the_same_key_gives_the_same_codes_and_another_gives_others(country, anonymous):
    again = frames_of(made(country, SALT, version=3))["study_units"]["unit"]
    other = frames_of(made(country, b"another's"))["study_units"]["unit"]
    units = frames_of(anonymous)["study_units"]["unit"]

    assert sorted(again) == sorted(units)
    assert not set(other) & set(units)


def test_the_anonymous_scores_are_those_of_the_plain_ones(plain, anonymous):
    frames, hidden = frames_of(plain), frames_of(anonymous)

    assert sorted(hidden["totals"]["score"].drop_nulls()) == sorted(
        frames["totals"]["score"].drop_nulls()
    )
    platforms = hidden["study_platforms"]
    assert set(platforms["unit"]) == set(hidden["study_units"]["unit"])
    assert set(hidden["cells"]["platform"]) == set(platforms["platform"])


def test_a_unit_named_in_the_study_s_own_words_is_masked(country):
    unit = country.study.units[0].name.zh
    title = country.study.title.model_copy(update={"zh": f"{unit}等地的评估"})

    files = made(country, SALT, title=title)

    assert json.loads(files["datapackage.json"])["title"] == "█等地的评估"


def test_a_latin_name_is_masked_as_a_word_only(country):
    unit = country.study.units[0]
    named = unit.model_copy(update={"name": unit.name.model_copy(update={"zh": "An"})})
    mask = masking(country.study.model_copy(update={"units": (named,)}))

    assert mask("An answer of an, 见An。banana") == "█ answer of █, 见█。banana"


def test_what_still_names_a_unit_is_refused(country, monkeypatch):
    frames = package_frames(country.study, country.tables)
    monkeypatch.setattr("wenheng.report.package.anonymous.MASK", country.study.units[0].name.zh)
    title = country.study.scenarios[0].name.model_copy(
        update={"zh": country.study.units[1].name.zh}
    )
    renamed = frames["study_scenarios"].with_columns(pl.lit(title.zh).alias("name_zh"))

    with pytest.raises(TableError, match=r"study_scenarios\.name_zh"):
        anonymous_frames(country.study, frames | {"study_scenarios": renamed}, SALT)


def test_who_looks_at_the_tables_may_refuse_them(country):
    def refuse(frames):
        raise TableError("no", where=str(sorted(frames)[0]))

    with pytest.raises(TableError, match="advice"):
        data_package(country.study, country.tables, replace(country.facts), look=refuse)
