"""Compiles the core with mypyc when a wheel is built; where that does not work, the wheel holds Python alone.

The compiled modules are the same code, about twice as fast. Set WIREPARSE_PURE=1 to leave them out. An editable install
is never compiled, so that an edited rule is what runs.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPILED: Final = (
    "dates",
    "envelope",
    "items",
    "lists",
    "layout",
    "normal_form",
    "parser",
    "pieces",
    "scanner",
    "story",
    "titles",
    "tokenizer",
    "wrapping",
    "registry/ages",
    "registry/agencies",
    "registry/gazetteer",
    "registry/headings",
    "registry/months",
    "rules/ages",
    "rules/bare_city",
    "rules/beside",
    "rules/bylines",
    "rules/cjk",
    "rules/dateline",
    "rules/dates",
    "rules/elements",
    "rules/envelope",
    "rules/evidence",
    "rules/furniture",
    "rules/heading",
    "rules/inner",
    "rules/language",
    "rules/line_evidence",
    "rules/lines",
    "rules/mark_evidence",
    "rules/marks",
    "rules/notes",
    "rules/reading",
    "rules/shapes",
    "rules/signoff",
    "rules/small_letters",
    "rules/sorts",
    "rules/stamps",
    "rules/ticker",
    "rules/usual",
)
"""What a text goes through. The modules that define results and data tables stay as they are: msgspec reads their
annotations when they are imported.
"""
SETUP: Final = """
import sys
from mypyc.build import mypycify
from setuptools import setup

modules = mypycify(["--ignore-missing-imports", *sys.argv[2:]], opt_level="3")
setup(name="wireparse", packages=[], ext_modules=modules, script_args=["build_ext", "--build-lib", sys.argv[1]])
"""


class CompileHook(BuildHookInterface[Any]):
    """What hatchling runs before it packs a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the compiled modules to the wheel."""
        if self.target_name != "wheel" or version == "editable" or os.environ.get("WIREPARSE_PURE"):
            return
        self.folder = tempfile.TemporaryDirectory()  # removed with the hook
        built = self.compile(Path(self.folder.name))
        for path in built:
            build_data["force_include"][str(path)] = path.relative_to(Path(self.folder.name) / "built").as_posix()
        if built:
            build_data["pure_python"] = False
            build_data["infer_tag"] = True

    def compile(self, folder: Path) -> list[Path]:
        """The compiled modules, or none where there is no compiler."""
        shutil.copytree(Path(self.root) / "src" / "wireparse", folder / "wireparse")
        sources = [f"wireparse/{name}.py" for name in COMPILED]
        done = subprocess.run(  # noqa: S603 - the code above, with names from above
            [sys.executable, "-c", SETUP, str(folder / "built"), *sources],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            last = (done.stderr or done.stdout).strip().splitlines()[-1:]
            self.app.display_warning(f"wireparse is not compiled, only slower for it: {''.join(last)}")
            return []
        return [path for path in (folder / "built").rglob("*.*") if path.suffix in {".so", ".pyd"}]
