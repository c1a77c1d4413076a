"""What the set-up scripts say: Chinese first for the person, English beside it."""

from __future__ import annotations

import sys


def say(text: str) -> None:
    """Print one progress line at once, also when output is piped."""
    print("» " + text, flush=True)


class SetupError(Exception):
    """Set-up cannot go on; the text tells the person what to do, in Chinese and English."""


def stop(error: SetupError) -> int:
    """Print the reason on stderr and return the process's exit code."""
    print("\n✗ " + str(error) + "\n", file=sys.stderr, flush=True)
    return 1


NO_UV = """没有找到 uv，也无法自动安装。请任选一种方法，然后重新运行：
   · Debian/Ubuntu：sudo apt install python3-venv，然后重试；
   · 或者：python3 -m pip install --user uv；
   · 或者见 https://docs.astral.sh/uv/getting-started/installation/
  uv was not found and could not be installed. Install python3-venv (or uv itself), then retry.
  {detail}"""

NO_PYTHON = """没有找到 Python {wanted}（{purpose}需要它），自动下载也没有成功。
  请任选一种方法，然后重新运行：
   · pyenv install {example}；
   · conda create -n py{compact} python={example}；
   · 下载受限时可设置镜像：UV_PYTHON_INSTALL_MIRROR=<镜像地址>；
   · 已经装在别处：{variable}=/完整路径/python{example}
  Python {wanted} was not found and could not be downloaded. Install it in one of the ways above.
  {detail}"""

INSTALL_FAILED = """依赖没有装好（{lock}）。请检查网络或镜像设置
  （UV_DEFAULT_INDEX，或 pip 的 index-url），然后重新运行。
  Installing {lock} failed. Check the network or the package mirror, then retry."""
