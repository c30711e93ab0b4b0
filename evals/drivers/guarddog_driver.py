"""Runs guarddog's source-code rules on a folder of inert files; its metadata rules would ask the network."""

import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2]))  # this interpreter does not know the repository

from guarddog.analyzer.analyzer import Analyzer
from guarddog.ecosystems import ECOSYSTEM

from evals.drivers.line import serve


def main() -> None:
    """Serve with one analyzer, loaded once."""
    analyzer = Analyzer(ECOSYSTEM.PYPI)

    def audit(request: dict[str, Any]) -> dict[str, Any]:
        found = analyzer.analyze_sourcecode(request["folder"])
        risk = analyzer.calculate_package_risk_score(found)
        return {"scores": {"risk": float(risk["score"])}}

    serve(audit)


if __name__ == "__main__":
    main()
