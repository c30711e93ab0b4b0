"""The ROC curves of `results.json`, drawn."""

from pathlib import Path
from typing import Any

SHOWN = (
    ("out_of_fold", "Watchhouse, out of fold", "-"),
    ("prior_table_alone", "Watchhouse, untrained prior table", ":"),
)


def plot(found: dict[str, Any], target: Path) -> None:
    """Draw the curves, false alarms on a logarithmic axis, to `target` (its suffix says the format)."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    # The same figures give the same file: no date, no random ids.
    mpl.rcParams["svg.hashsalt"] = "watchhouse"
    figure, axes = plt.subplots(figsize=(6.4, 4.4), layout="constrained")
    lowest = 0.5 / max(found["archives"]["honest"], 1)
    for key, label, style in SHOWN:
        _step(axes, found[key]["roc"], f"{label} (area {found[key]['area']:.3f})", style, lowest)
    for name, peer in found.get("peers", {}).get("tools", {}).items():
        _step(axes, peer["roc"], f"{name} (the peers' sample, area {peer['area']:.3f})", "--", lowest)
    axes.set_xscale("log")
    axes.set_xlim(lowest, 1)
    axes.set_ylim(0, 1.01)
    axes.set_xlabel("honest packages wrongly above the bar")
    axes.set_ylabel("malicious packages above the bar,\nclusters weighted by the root of their size")
    axes.grid(visible=True, which="both", alpha=0.25)
    axes.legend(loc="lower right", fontsize="small")
    metadata = {"Date": None} if target.suffix == ".svg" else {"Software": None}
    figure.savefig(target, dpi=120, metadata=metadata)
    plt.close(figure)


def _step(axes: Any, points: list[tuple[float, float]], label: str, style: str, lowest: float) -> None:
    x = [max(point[0], lowest) for point in points]
    axes.step(x, [point[1] for point in points], style, where="post", label=label)
