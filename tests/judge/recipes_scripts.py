"""Compiles scripts as the camera's Python would: recipes_scripts.py FILE... OUTPUT_FOLDER

The names a camera gives a script must be the only ones it uses without defining them; a `host.py` runs on a computer and
gets none.
"""

import ast
import builtins
import symtable
import sys
from pathlib import Path

from leave import leave

GIVEN = {"node", "CameraControl"}


def undefined(table, known):
    """Names below `table` that nothing defines."""
    module = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    module |= {child.get_name() for child in table.get_children()}
    known = known | module
    names = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_referenced() and symbol.is_global() and symbol.get_name() not in known
    }
    for child in table.get_children():
        names |= undefined(child, known)
    return names


def main():
    for path in map(Path, sys.argv[1:-1]):
        text = path.read_text()
        ast.parse(text, path.name)
        known = set(dir(builtins)) | (set() if path.name == "host.py" else GIVEN)
        missing = undefined(symtable.symtable(text, path.name, "exec"), known)
        assert not missing, f"{path.name} uses {sorted(missing)}, which nothing defines"


if __name__ == "__main__":
    main()
    leave()
