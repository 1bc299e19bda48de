"""Reports as build servers read them."""

from pathlib import Path
from xml.etree import ElementTree as ET

from tutor.lesson.parts import Place
from tutor.verify import Proof, Report
from tutor.verify.junit import to_junit

PATH = Path("/course/en/03-veth-pairs.md")
WRONG = Proof("wrong attempt", "no \x1b[31mcable", Place(7, 3), "it leaves nothing red", 1.5)


def test_each_lesson_is_a_suite_and_each_proof_a_case(tmp_path: Path) -> None:
    reports = [
        Report(PATH, (Proof("claim", "web is <up>", Place(4)), WRONG), seconds=3.25),
        Report(Path("/course/en/16-macvlan.md"), missing="no macvlan here"),
    ]
    to_junit(reports).write(tmp_path / "junit.xml", encoding="utf-8")
    root = ET.parse(tmp_path / "junit.xml").getroot()
    first, second = root.findall("testsuite")
    assert (first.attrib["tests"], first.attrib["failures"], first.attrib["time"]) == ("2", "1", "3.250")
    right, wrong = first.findall("testcase")
    assert right.attrib["name"] == "claim: web is <up>"
    failure = wrong.find("failure")
    assert failure is not None
    assert failure.text == "/course/en/03-veth-pairs.md:7:3: it leaves nothing red"
    assert wrong.attrib["name"] == "wrong attempt: no �[31mcable"
    skipped = second.find("testcase/skipped")
    assert skipped is not None
    assert skipped.attrib["message"] == "no macvlan here"


def test_a_report_names_its_lesson_and_the_places_of_its_faults() -> None:
    report = Report(PATH, (WRONG,))
    assert report.name == "en/03-veth-pairs"
    assert not report.right
    assert [str(problem).partition(" ")[0] for problem in report.problems] == [f"{PATH}:7:3:"]
    assert Report(PATH, missing="no macvlan here").right
