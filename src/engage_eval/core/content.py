"""The only finder of what is shipped beside the code: instruments, codebooks, sample data, problem pages.

In a checkout these folders stand at its top; in a wheel they were copied into the package. An editable install
sees only the checkout, so the checkout comes first.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_CHECKOUT_PLACES = {"problems": "docs/problems"}


def _checkout() -> Path | None:
    root = _PACKAGE.parent.parent
    pyproject = root / "pyproject.toml"
    if pyproject.is_file() and 'name = "engage-eval"' in pyproject.read_text(encoding="utf-8"):
        return root
    return None


def find(*parts: str) -> Path:
    """Return the path of shipped content, for example ``find("instruments", "wa-blast.yaml")``.

    Raises FileNotFoundError if it is not shipped, which is a fault of the installation.
    """
    root = _checkout()
    if root is None:
        path = _PACKAGE.joinpath("content", *parts)
    else:
        path = root.joinpath(_CHECKOUT_PLACES.get(parts[0], parts[0]), *parts[1:])
    if not path.exists():
        raise FileNotFoundError(path)
    return path
