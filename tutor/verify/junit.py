"""Reports as JUnit XML, the form that build servers read."""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from tutor.verify.report import Proof, Report

_NO_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(reports: Iterable[Report]) -> ElementTree:
    """A suite for each lesson, a case for each thing that was tried."""
    root = Element("testsuites", name="tutor verify")
    for report in reports:
        _add_suite(root, report)
    indent(root)
    return ElementTree(root)


def _add_suite(root: Element, report: Report) -> None:
    faults = sum(1 for proof in report.proofs if proof.fault)
    counts = {"tests": max(1, len(report.proofs)), "failures": faults, "skipped": int(bool(report.missing))}
    told: dict[str, str] = {name: str(count) for name, count in counts.items()}
    suite = SubElement(root, "testsuite", {"name": report.name, "time": f"{report.seconds:.3f}", **told})
    for proof in report.proofs:
        _add_case(suite, report, proof)
    if report.missing:
        case = SubElement(suite, "testcase", classname=report.name, name="lesson")
        SubElement(case, "skipped", message=_clean(report.missing))


def _add_case(suite: Element, report: Report, proof: Proof) -> None:
    case = SubElement(
        suite,
        "testcase",
        classname=report.name,
        name=_clean(f"{proof.kind}: {proof.what}"),
        file=_clean(str(report.path)),
        line=str(proof.place.line),
        time=f"{proof.seconds:.3f}",
    )
    if proof.fault:
        failure = SubElement(case, "failure", message=_clean(proof.fault))
        failure.text = _clean(f"{report.path}:{proof.place.line}:{proof.place.column}: {proof.fault}")


def _clean(text: str) -> str:
    """Text without the characters that XML has no way to write."""
    return _NO_XML.sub("�", text)
