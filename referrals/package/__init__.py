"""The case package for Statsforvalteren: the whole case in one PDF with bookmarks."""

from referrals.package.build import build_package
from referrals.package.errors import PackageError
from referrals.package.left_out import left_out

__all__ = ["PackageError", "build_package", "left_out"]
