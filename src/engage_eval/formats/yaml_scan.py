"""PyYAML's scanner with a faster step for what most of a definition is: unquoted text that ends on its line.

The library looks at every character several times; a text on one line is one match of a pattern. Whatever else there
is stays the library's: text that runs on, other line breaks, byte order marks within. The tokens are the same.
"""

import re

import yaml
from yaml.tokens import ScalarToken

_BREAKS = "\r\n\x85\u2028\u2029"
_BLANKS = rf"\0 \t{_BREAKS}"


def _words(also_end: str) -> re.Pattern[str]:
    """Return the pattern of an unquoted text on one line, which ``also_end`` ends and which a comment may follow."""
    ends = re.escape(also_end)
    one = rf"(?:[^{_BLANKS}\ufeff:{ends}]|:(?![{_BLANKS}{ends}]))"
    return re.compile(rf"{one}++(?: ++(?!\#){one}++)*+")


_IN_BLOCK, _IN_FLOW = _words(""), _words(",[]{}")
_SPACES = re.compile(" *")
_GAP = re.compile(r"\n[ \n]*")  # from the end of a line to the next that isn't empty
_OWN = f"{_BREAKS}\ufeff"  # what the library is to look at itself


class Loader(yaml.BaseLoader):
    """The library's basic loader; it reads text, never bytes or a stream, so all of it stands in ``buffer``."""

    def scan_plain(self) -> ScalarToken:
        """Return the token of an unquoted text."""
        words = _IN_FLOW if self.flow_level else _IN_BLOCK
        found = words.match(self.buffer, self.pointer)
        if found is None or (self.flow_level and "?" in found[0]):
            return super().scan_plain()
        after = found.end() + len(_spaces(self.buffer, found.end()))
        if self.buffer[after] == "\n" and not self.flow_level:
            return self._at_the_end_of_a_line(found[0], after)
        if self.buffer[after] in _OWN:
            return super().scan_plain()
        token = self._taken(found[0])
        self._skip(after)
        return token

    def _at_the_end_of_a_line(self, text: str, after: int) -> ScalarToken:
        """Return the token of a text that a line ends, unless the next line goes on with it."""
        gap = _GAP.match(self.buffer, after)
        assert gap is not None  # noqa: S101 - a line ends there
        column = gap.end() - gap[0].rindex("\n") - after - 1
        following = self.buffer[gap.end()]
        if following in _OWN or (column > self.indent and following != "#"):
            return super().scan_plain()
        token = self._taken(text)
        self._skip(gap.end())
        self.line += gap[0].count("\n")
        self.column = column
        self.allow_simple_key = True
        return token

    def _taken(self, text: str) -> ScalarToken:
        start = self.get_mark()
        self.allow_simple_key = False
        self._skip(self.pointer + len(text))
        return ScalarToken(text, plain=True, start_mark=start, end_mark=self.get_mark())

    def _skip(self, to: int) -> None:
        """Go on to a place of the same line."""
        length = to - self.pointer
        self.pointer += length
        self.index += length
        self.column += length


def _spaces(text: str, at: int) -> str:
    found = _SPACES.match(text, at)
    return found[0] if found else ""
