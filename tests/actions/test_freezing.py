"""A release: frozen once, proved by itself, and one changed byte or number of it is named."""

import hashlib
import json
import shutil
import stat
from pathlib import Path

import polars as pl
import pytest
import yaml
from typer.testing import CliRunner

from wenheng.actions.check_ledger import verify_collected, verify_releases
from wenheng.actions.collect import collect
from wenheng.actions.evaluate import rate_collected
from wenheng.actions.freezing import freeze
from wenheng.actions.recomputing import difference, verify_release
from wenheng.actions.tabling import as_csv
from wenheng.errors import StudyError
from wenheng.faces.cli.commands import app
from wenheng.language import speaking
from wenheng.store.release import MANIFEST, SEAL
from wenheng.study.load import load_study


@pytest.fixture(scope="module")
def frozen(tmp_path_factory, whole_study) -> Path:
    """A directory whose one wave was frozen."""
    collect(whole_study)
    rate_collected(whole_study)
    freeze(whole_study, "2026-1", formats=("html", "data"))
    return whole_study


@pytest.fixture
def release(frozen, tmp_path) -> Path:
    """A copy of the release, as a stranger gets it: without study, ledger or evidence."""
    folder = tmp_path / "given"
    shutil.copytree(frozen / "releases" / "2026-1", folder)
    for file in folder.rglob("*"):
        file.chmod(0o755)
    return folder


def overwrite(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def forge(release: Path, name: str) -> None:
    """Make manifest and seal agree again with the changed file `name`."""
    manifest = json.loads((release / MANIFEST).read_text("utf-8"))
    manifest["files"][name]["sha256"] = hashlib.sha256((release / name).read_bytes()).hexdigest()
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    overwrite(release / MANIFEST, text.encode())
    digest = hashlib.sha256(text.encode()).hexdigest()
    overwrite(release / SEAL, f"{digest}  {MANIFEST}\n".encode())


def problems(release: Path) -> list[tuple[str, str]]:
    return [(problem.kind, problem.where) for problem in verify_release(release).problems]


def test_a_release_holds_study_tables_documents_and_what_made_them(frozen):
    folder = frozen / "releases" / "2026-1"

    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))

    names = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert set(manifest["files"]) == names - {MANIFEST, SEAL}
    wanted = {
        "study/study.yaml",
        "tables/totals.parquet",
        "tables/totals.csv",
        "tables/ratings.csv",
    }
    assert wanted <= names
    assert {"documents/small.zh.html", "documents/small.data.zip"} <= names
    assert manifest["ledger"]["head"] == verify_collected(frozen).head
    assert manifest["software"]["polars"] == pl.__version__
    assert all(
        file.stat().st_mode & stat.S_IWUSR == 0 for file in folder.rglob("*.*") if file.is_file()
    )


def test_a_release_is_proved_without_the_ledger(release):
    found = verify_release(release)

    assert found.problems == ()
    assert found.remark == ""
    assert found.tables >= 10
    assert load_study(release / "study").id == "small"


def test_a_name_is_used_once_even_if_the_folder_is_gone(frozen, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(frozen, copy)

    with speaking("en"), pytest.raises(StudyError, match="a name is used once"):
        freeze(copy, "2026-1")

    shutil.move(copy / "releases" / "2026-1", tmp_path / "away")
    with pytest.raises(StudyError):
        freeze(copy, "2026-1")
    gone = [(p.kind, p.where) for p in verify_collected(copy).problems]
    assert gone == [("release-gone", "2026-1")]


def test_a_release_that_failed_half_way_leaves_nothing(frozen, monkeypatch):
    monkeypatch.setattr("wenheng.actions.freezing.write_documents", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        freeze(frozen, "half")

    assert [path.name for path in (frozen / "releases").iterdir()] == ["2026-1"]


@pytest.mark.parametrize("wave", ["../up", "a/b", ".hidden", "ends.", " "])
def test_a_wave_has_the_name_of_a_folder(frozen, wave):
    with pytest.raises(StudyError):
        freeze(frozen, wave)


@pytest.mark.parametrize(
    "place",
    [
        "tables/totals.csv",
        "tables/ratings.parquet",
        "study/study.yaml",
        "documents/small.zh.html",
        MANIFEST,
        SEAL,
    ],
)
def test_one_changed_byte_is_named_with_its_file(release, place):
    content = bytearray((release / place).read_bytes())
    content[len(content) // 2] ^= 1
    overwrite(release / place, bytes(content))

    try:
        found = verify_release(release)
    except StudyError as error:
        assert place == MANIFEST and MANIFEST in str(error)
        return

    assert any(place in str(problem) for problem in found.problems)


def test_a_file_that_is_gone_or_was_added_is_named(release):
    (release / "tables" / "grades.csv").unlink()
    (release / "documents" / "other.html").write_text("mine", "utf-8")

    assert problems(release)[:2] == [
        ("release-missing", "tables/grades.csv"),
        ("release-added", "documents/other.html"),
    ]


def test_a_number_that_does_not_follow_is_named_though_every_hash_fits(release):
    file = release / "tables" / "totals.parquet"
    table = pl.read_parquet(file)
    better = pl.when(pl.int_range(pl.len()) == 0).then(pl.col("score") - 1).otherwise("score")
    table.with_columns(better.alias("score")).write_parquet(file)
    overwrite(release / "tables" / "totals.csv", as_csv(pl.read_parquet(file)))
    forge(release, "tables/totals.parquet")
    forge(release, "tables/totals.csv")

    found = problems(release)

    assert len(found) == 1
    kind, where = found[0]
    assert kind == "release-number"
    assert "tables/totals.parquet" in where
    assert "score" in where
    assert "2.0" in where and "3.0" in where


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[]",
        '{"format": "wenheng-release/2"}',
        '{"format": "wenheng-release/1", "files": {"../../etc/passwd": 1}}',
        '{"format": "wenheng-release/1", "wave": "x", "files": []}',
        "[" * 100_000,
    ],
)
def test_a_manifest_that_is_none_is_told_in_words(release, said):
    overwrite(release / MANIFEST, said.encode())

    with pytest.raises(StudyError, match="清单"):
        verify_release(release)


def test_a_table_that_cannot_be_read_is_a_problem_and_no_crash(release):
    overwrite(release / "tables" / "ratings.parquet", b"PAR1" + bytes(200) + b"PAR1")
    forge(release, "tables/ratings.parquet")

    assert "release-unreadable" in {kind for kind, _ in problems(release)}


def without_totals(release: Path) -> None:
    """The release as if its tables had never held totals; every hash fits."""
    manifest = json.loads((release / MANIFEST).read_text("utf-8"))
    for ending in ("csv", "parquet"):
        (release / "tables" / f"totals.{ending}").unlink()
        del manifest["files"][f"tables/totals.{ending}"]
    overwrite(release / MANIFEST, json.dumps(manifest).encode())
    forge(release, "tables/grades.csv")


def test_a_table_that_should_be_there_is_missed(release):
    without_totals(release)

    assert problems(release) == [("release-missing", "tables/totals.parquet")]


def test_a_release_of_another_version_need_not_have_every_table_and_this_is_said(release):
    without_totals(release)
    file = release / MANIFEST
    overwrite(file, file.read_bytes().replace(b'"source_sha256": "', b'"source_sha256": "0'))
    forge(release, "tables/grades.csv")

    with speaking("en"):
        found = verify_release(release)

    assert found.problems == ()
    assert "not the one that froze it" in found.remark


def test_a_csv_that_says_something_else_than_its_parquet_is_named(release):
    file = release / "tables" / "totals.csv"
    overwrite(file, file.read_bytes().replace(b"north-web", b"north-wed", 1))
    forge(release, "tables/totals.csv")

    assert problems(release) == [("release-csv", "tables/totals.csv")]


def test_changed_ratings_are_named_as_other_inputs_and_with_what_would_follow(release):
    file = release / "tables" / "ratings.parquet"
    table = pl.read_parquet(file).with_columns(level=pl.lit(0, pl.UInt8))
    table.cast(pl.read_parquet(file).schema).write_parquet(file)
    overwrite(release / "tables" / "ratings.csv", as_csv(pl.read_parquet(file)))
    forge(release, "tables/ratings.parquet")
    forge(release, "tables/ratings.csv")

    kinds = {kind for kind, _ in problems(release)}

    assert kinds == {"release-inputs", "release-number"}


def test_a_study_that_was_changed_is_named(release):
    file = release / "study" / "study.yaml"
    document = yaml.safe_load(file.read_text("utf-8"))
    document["scoring"]["absent_policy"] = "exclude"
    overwrite(file, yaml.safe_dump(document, allow_unicode=True).encode())
    forge(release, "study/study.yaml")

    assert (
        "release-study",
        json.loads((release / MANIFEST).read_text())["study"]["fingerprint"],
    ) in problems(release)


def test_the_ledger_knows_its_releases(frozen, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(frozen, copy)
    for file in (copy / "releases").rglob("*"):
        file.chmod(0o755)
    page = "documents/small.zh.html"
    release = copy / "releases" / "2026-1"
    overwrite(release / page, (release / page).read_bytes() + b"<!-- mine -->")
    forge(release, page)
    shutil.copytree(release, copy / "releases" / "stray")

    told = [(p.kind, p.where) for p in verify_collected(copy).problems]

    assert told == [("release-replaced", f"2026-1/{MANIFEST}"), ("release-unknown", "stray")]
    assert [found.holds for found in verify_releases(copy)] == [True, True]


def test_a_ledger_that_does_not_verify_is_not_frozen(frozen, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(frozen, copy)
    file = next(path for path in (copy / "data" / "evidence").rglob("*") if path.is_file())
    file.write_bytes(b"other")

    with speaking("en"), pytest.raises(StudyError, match="does not verify"):
        freeze(copy, "2026-2")


def test_two_tables_are_the_same_up_to_noise_and_gaps_are_not_numbers():
    table = pl.DataFrame({"unit": ["a", "b"], "score": [1.0, None], "n": [1, 2]})

    noise = table.with_columns(pl.col("score") * (1 + 1e-12))
    filled = table.with_columns(pl.col("score").fill_null(0.0))

    assert difference("t", table, noise) == ""
    with speaking("en"):
        assert (
            difference("t", table, filled) == "t, row 2 (b), score: frozen nothing, recomputed 0.0"
        )
        assert difference("t", table, table.head(1)) == "t: 2 rows frozen, 1 recomputed"
        assert difference("t", table, table.drop("n")) == "t: other columns (n)"


def wenheng(*arguments):
    return CliRunner().invoke(app, [str(one) for one in arguments], env={"WENHENG_LANG": "en"})


def test_the_command_proves_a_workspace_with_its_releases_and_one_release(frozen, release):
    whole, alone = wenheng("verify", frozen), wenheng("verify", release, "--json")

    assert (whole.exit_code, alone.exit_code) == (0, 0)
    assert "release '2026-1' holds" in whole.output
    told = json.loads(alone.output)
    assert told["holds"]
    assert told["releases"][0]["digest"] in whole.output


def test_the_command_names_what_was_changed_and_what_to_do_and_exits_1(release):
    file = release / "tables" / "grades.csv"
    overwrite(file, file.read_bytes().replace(b"north", b"nerth", 1))

    ended = wenheng("verify", release)

    assert ended.exit_code == 1
    assert "tables/grades.csv of the release was changed → restore it" in ended.output


def test_a_handbook_and_a_comparison_carry_the_imprint_of_the_study(frozen, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(frozen, copy)
    (copy / "report.yaml").write_text("organisation: 问衡研究组\n", "utf-8")

    written = wenheng("handbook", copy, "--lang", "zh")
    compared = wenheng("compare", frozen, copy, "--format", "html", "--lang", "zh")

    assert (written.exit_code, compared.exit_code) == (0, 0), written.output + compared.output
    for name in ("small.handbook.zh.html", "comparison.zh.html"):
        assert "问衡研究组" in (copy / "reports" / name).read_text("utf-8")
