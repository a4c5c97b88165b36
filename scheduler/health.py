"""HealthDesk: how the service fares, in facts that an operator can act on."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from feeds.archive import Archive
from feeds.database import Database
from feeds.web import Health
from scheduler.intake import Intake
from scheduler.llm import LanguageModel
from scheduler.timetable import Timetable
from scheduler.wire import Wire

_REFUSED_SHOWN = 20
_REMARKS_SHOWN = 20


class HealthDesk:
    """Answers `/health`: `down` without a store, `degraded` while anything needs an operator."""

    def __init__(
        self,
        database: Database,
        archive: Archive,
        intake: Intake,
        timetable: Timetable,
        wire: Wire | None,
        model: LanguageModel | None,
    ) -> None:
        self._database = database
        self._archive = archive
        self._intake = intake
        self._timetable = timetable
        self._wire = wire
        self._model = model

    async def report(self) -> Health:
        """Look at every part once."""
        try:
            seq = await self._archive.last_seq()
            bot = await self._wire.facts() if self._wire else None
        except (SQLAlchemyError, OSError) as error:
            return Health(status="down", facts={"store": type(error).__name__})
        reasons = self._reasons()
        facts: dict[str, object] = {
            "reasons": reasons,
            "changes": seq,
            "refused": [str(one) for one in self._refused()[:_REFUSED_SHOWN]],
            "refused_in_all": len(self._refused()),
            "remarks": self._remarks()[:_REMARKS_SHOWN],
            "remarks_in_all": len(self._remarks()),
            "bot": bot,
            "llm": self._model and self._model.facts(),
            "jobs": {
                job.name: {
                    "last_run": job.last_run and job.last_run.isoformat(),
                    "next_run": job.next_run and job.next_run.isoformat(),
                    "error": job.last_error,
                }
                for job in self._timetable.facts()
            },
        }
        return Health(status="degraded" if reasons else "ok", facts=facts)

    def _reasons(self) -> list[str]:
        reasons = [
            self._intake.trouble,
            self._intake.report.alarm if self._intake.report else None,
            self._wire.trouble if self._wire else None,
        ]
        reasons += [
            f"{job.name}: {job.last_error}" for job in self._timetable.facts() if job.last_error
        ]
        return [reason for reason in reasons if reason]

    def _refused(self) -> list[object]:
        return list(self._intake.report.refused) if self._intake.report else []

    def _remarks(self) -> list[str]:
        """Tell what editors should know of articles that were published all the same."""
        report = self._intake.report
        return [f"{path}: {remark}" for path, remark in report.remarks] if report else []
