"""Pin everything: `python3 .ci/pins.py` after changing a dependency in pyproject.toml.

Writes the exact versions `uv lock` resolves into pyproject.toml: behind each direct dependency that has no exact
version yet, and for what those need in turn under [tool.uv] constraint-dependencies. The lock file itself stays out
of the repository, because it names the package index of whoever made it. To raise a version, change its == to >= first.
"""

import re
import subprocess
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"
BLOCK = re.compile(r"^constraint-dependencies = \[\n.*?^\]\n", re.MULTILINE | re.DOTALL)
DIRECT = re.compile(r'"([A-Za-z0-9-]+)(\[[a-z,]+\])?[<>~][^"]*"')


def main():
    PROJECT.write_text(BLOCK.sub("", PROJECT.read_text()))
    subprocess.run(["uv", "lock", "--quiet"], check=True, cwd=PROJECT.parent)
    packages = tomllib.loads((PROJECT.parent / "uv.lock").read_text())["package"]
    versions = {package["name"]: package["version"] for package in packages}
    own = next(package for package in packages if "virtual" in package.get("source", {}))
    groups = own.get("dev-dependencies", {}).values()
    direct = {need["name"] for needs in (own["dependencies"], *groups) for need in needs} | {own["name"]}

    text = DIRECT.sub(lambda found: f'"{found[1]}{found[2] or ""}=={versions[found[1].lower()]}"', PROJECT.read_text())
    pins = "".join(f'  "{name}=={versions[name]}",\n' for name in sorted(set(versions) - direct))
    text = text.replace("[tool.uv]\n", f"[tool.uv]\nconstraint-dependencies = [\n{pins}]\n")
    PROJECT.write_text(text)
    subprocess.run(["uv", "lock", "--quiet"], check=True, cwd=PROJECT.parent)


main()
