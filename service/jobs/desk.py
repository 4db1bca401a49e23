"""What can be done with jobs, apart from how HTTP asks for it. Everything here may wait for the disk."""

from __future__ import annotations

import hashlib
import secrets
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from gouji.models.errors import GoujiError
from gouji.service.batch.engine import LocalEngine, engine_key
from gouji.service.errors import ConflictError, NotFoundError, OverloadedError
from gouji.service.exports.formats import FORMATS, Format, export
from gouji.service.jobs.runner import JobRunner
from gouji.service.jobs.views import JobList, JobView, WholeJobView, view_failures, view_job
from gouji.service.settings import Settings
from gouji.service.store import batches, jobs
from gouji.service.store.connection import Store, open_store
from gouji.service.store.records import EngineKey, Failure, Place
from gouji.service.uploads import Upload
from gouji.service.workers import WorkerPool

Taken = Place | tuple[Place, Failure]
"""A file that was kept, to be read; or one that cannot be, and why."""


@dataclass(frozen=True, slots=True)
class JobDesk:
    """Jobs in a store, read by a runner. ``owner``: whose jobs are meant; None: anybody's."""

    store: Store
    runner: JobRunner
    key: EngineKey

    def waiting(self) -> int:
        """Files of all jobs that wait."""
        with self.store.look() as connection:
            return jobs.count_waiting(connection)

    def must_answer(self) -> None:
        """Raise OverloadedError where the store does not."""
        try:
            with self.store.look() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            raise OverloadedError("数据库没有应答。请稍后再试") from None

    def close(self) -> None:
        """Stop reading, and let go of the store."""
        self.runner.close()
        self.store.close()

    def new_id(self) -> str:
        """The id of a job that is yet to be opened. It cannot be guessed."""
        return secrets.token_hex(16)

    def keep(self, job: str, number: int, upload: Upload | tuple[str, GoujiError]) -> Taken:
        """Keep one file that was sent, before its job is opened."""
        if isinstance(upload, tuple):
            name, error = upload
            return Place(f"job:{job}/{number}/{name}", name, "", None, None, None), Failure(error.code, str(error))
        sha256 = hashlib.sha256(upload.data).hexdigest()
        with self.store.begin() as connection:
            return jobs.put_file(connection, job, number, upload.name, sha256, upload.data)

    def open(self, job: str, owner: str | None, name: str, taken: Sequence[Taken]) -> JobView:
        """Make the job of what was kept: from now on it is read, whatever happens."""
        with self.store.begin() as connection:
            batches.add_batch(connection, jobs.KIND, name, job, owner)
            for one in taken:
                if isinstance(one, tuple):
                    batches.add_refused(connection, job, *one, self.key)
                else:
                    batches.add_items(connection, job, [one], sha256=one.mark)
            view = view_job(connection, _must_exist(jobs.find_job(connection, job, owner)))
        self.runner.wake()
        return view

    def list_jobs(self, owner: str | None, before: str | None, limit: int) -> JobList:
        """Jobs, newest first."""
        with self.store.look() as connection:
            found = jobs.list_jobs(connection, owner, before, limit + 1)
            views = [view_job(connection, job) for job in found[:limit]]
        return JobList(jobs=views, next=views[-1].id if len(found) > limit else None)

    def show(self, job: str, owner: str | None) -> JobView:
        """One job and how far it is. Raises NotFoundError."""
        with self.store.look() as connection:
            return view_job(connection, _must_exist(jobs.find_job(connection, job, owner)))

    def show_whole(self, job: str, owner: str | None) -> WholeJobView:
        """One job with what could not be read. Raises NotFoundError."""
        return WholeJobView(**self.show(job, owner).model_dump(), failures=view_failures(self.store, job))

    def write_results(self, job: str, owner: str | None, kind: str, partial: bool) -> tuple[Path, Format]:
        """A new temporary file of the results, to be removed by whoever gets it.

        Raises:
            NotFoundError: there is no such job.
            ConflictError: some of it still waits, and ``partial`` is false.
            GoujiError: the format cannot hold so many.
        """
        view = self.show(job, owner)
        if view.state != "done" and not partial:
            raise ConflictError(
                f"还有 {view.counts.waiting} 份没有读完。请等读完再取，或加参数 partial=true 先取已读完的"
            )
        folder = Path(tempfile.mkdtemp(prefix="gouji-results-"))
        target = folder / f"{job}{FORMATS[kind].suffix}"
        try:
            export(batches.reports(self.store, job), FORMATS[kind], target)
        except BaseException:
            remove_results(target)
            raise
        return target, FORMATS[kind]

    def delete(self, job: str, owner: str | None) -> None:
        """Stop and hide a job. Raises NotFoundError."""
        with self.store.begin() as connection:
            jobs.stop_job(connection, _must_exist(jobs.find_job(connection, job, owner)).id)

    def purge(self, job: str, owner: str | None, by: str) -> None:
        """Take away what a deleted job holds.

        Raises:
            ConflictError: it was not deleted before.
            NotFoundError: there is no such job.
        """
        with self.store.begin() as connection:
            if jobs.find_job(connection, job, owner) is not None:
                raise ConflictError("任务还在。请先 DELETE 再清除")
            if not jobs.purge_job(connection, job, owner, by):
                raise _unknown()


def remove_results(target: Path) -> None:
    """Remove a temporary file of results and its folder."""
    target.unlink(missing_ok=True)
    target.parent.rmdir()


def _must_exist(job: jobs.Job | None) -> jobs.Job:
    if job is None:
        raise _unknown()
    return job


def _unknown() -> NotFoundError:
    return NotFoundError("没有这个任务。它可能已被删除，或编号有误")


def open_desk(settings: Settings, pool: WorkerPool) -> JobDesk | None:
    """The jobs of the store that the settings name, being read; None where they name none.

    Raises:
        ConfigurationError: the store cannot be opened.
    """
    if settings.store is None:
        return None
    store, key = open_store(settings.store), engine_key(settings)
    runner = JobRunner(store, LocalEngine(pool, settings.workers), key, settings.audit_share)
    runner.start()
    return JobDesk(store, runner, key)
