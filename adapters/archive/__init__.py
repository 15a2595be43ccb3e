"""The mouth of an archive: talk that is over, where nothing can be said any more."""

from adapters.archive.speak import ArchivePlatform

__all__ = ["ArchivePlatform"]
