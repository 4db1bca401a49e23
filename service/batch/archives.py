"""ZIP and tar archives: what is in them, and the bytes of it. Nothing is ever unpacked to a disk.

An archive in an archive is a file like any other, and refused by the reader.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Literal

from gouji.models.errors import DamagedFileError, GoujiError, TooLargeError
from gouji.service.batch import tar_files, zip_files
from gouji.service.batch.found import Entered, Refused, Search, is_system_file, leads_outside
from gouji.service.batch.members import BROKEN, Member, broken
from gouji.service.store.records import Failure, Item, Place

Kind = Literal["zip", "tar"]

MAX_MEMBERS = 100_000
"""Files of one archive. A year of a province is some thousands."""

_TAR_SUFFIXES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_READERS = {"zip": zip_files.read_members, "tar": tar_files.read_members}
_LISTERS = {"zip": zip_files.list_members, "tar": tar_files.list_members}


def archive_kind(name: str, file: BinaryIO) -> Kind | None:
    """Whether to enter a file: only where name and content both say that it is an archive (.docx is a ZIP too)."""
    lower = name.casefold()
    if lower.endswith(".zip"):
        return "zip" if zip_files.is_zip(file) else None
    if lower.endswith(_TAR_SUFFIXES):
        return "tar" if tar_files.is_tar(file) else None
    return None


def list_archive(kind: Kind, file: BinaryIO, archive: Place) -> Search:
    """The files in an archive, in its order; where it breaks off, or holds too much, that is listed as well."""
    names: Counter[str] = Counter()
    try:
        for number, member in enumerate(_LISTERS[kind](file)):
            if number >= MAX_MEMBERS:
                raise TooLargeError(f"压缩包里的文件超过 {MAX_MEMBERS} 个，其余没有读。请拆开再读")
            names[member.name] += 1
            if not any(map(is_system_file, member.name.split("/"))):
                yield _found(archive, member, names[member.name])
        yield Entered(archive)
    except GoujiError as error:
        yield Refused(archive, Failure(error.code, str(error)))
    except BROKEN as error:
        yield Refused(archive, Failure(DamagedFileError.code, str(broken(error))))


def read_archive(
    kind: Kind, file: BinaryIO, items: Iterable[Item], max_bytes: int
) -> Iterator[tuple[Item, bytes | GoujiError]]:
    """The bytes of members that were listed before, in the order of the archive; why not, where they cannot be had."""
    left = {item.place.member: item for item in items}
    reason: GoujiError = DamagedFileError("压缩包里已经没有这个文件。请重新运行")
    try:
        for number, content in _READERS[kind](file, frozenset(n for n in left if n is not None), max_bytes):
            yield left.pop(number), content
    except GoujiError as error:
        reason = error
    except BROKEN as error:
        reason = broken(error)
    for item in left.values():
        yield item, reason


def _found(archive: Place, member: Member, occurrence: int) -> Place | Refused:
    again = "" if occurrence == 1 else f"#{occurrence}"
    place = Place(
        f"{archive.place}!/{member.name}{again}", member.name.split("/")[-1], archive.container, member.number,
        member.size, member.mark or archive.mark,
    )  # fmt: skip
    if leads_outside(member.name):
        return Refused(place, Failure("invalid_request", "压缩包里的路径指向包外，没有读。请检查压缩包的来历"))
    return Refused(place, member.refusal) if member.refusal else place
