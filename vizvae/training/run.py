"""A run in a folder: trains there, listens to requests, can be killed and resumed, and ends as a checkpoint folder. See folder.py."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vizvae.atomic_write import remove_abandoned
from vizvae.checkpoint import CARD, HISTORY
from vizvae.config import config_to_dict
from vizvae.data.images import ImageSet, load_images
from vizvae.runs.control import CONTROL, Change, Request, clear_stale
from vizvae.runs.controller import Controller, Ending
from vizvae.runs.events import changes_made
from vizvae.runs.folder import RESUME, RUN, RunSpec, read_run, read_status, write_run
from vizvae.runs.lock import LAUNCH, held
from vizvae.runs.metrics import MetricsWriter
from vizvae.runs.reporter import Progress, Reporter
from vizvae.training.config import TrainConfig
from vizvae.training.distributed import ALONE, World
from vizvae.training.families import check_family, family_of, without_effect
from vizvae.training.finish import Provenance, evaluated_model, finish
from vizvae.training.loop import EpochReport, StepReport, partners_of, train
from vizvae.training.origin import ORIGIN, keep_origin, origin_of
from vizvae.training.recorder import Recorder, keep_history
from vizvae.training.schedule import Schedule
from vizvae.training.state import TrainingState, differences
from vizvae.training.trace import TRACE
from vizvae.training.tracing import Tracing, can_trace
from vizvae.training.validation import Validation, Validator
from vizvae.trash import move_to_trash


@dataclass(frozen=True, kw_only=True)
class EpochResult(EpochReport):
    """A pass over the training images and, after it, the averaged weights on the validation images."""

    validation: Validation

    def row(self) -> dict[str, Any]:
        """As history.csv has it."""
        before = {"epoch": self.epoch, "step": self.step, **self.costs}
        return {**before, "learning_rate": self.learning_rate, "seconds": self.seconds, **self.validation.as_columns()}


Reports = Generator[StepReport | EpochResult]


def train_in_folder(config: TrainConfig, folder: Path, *, command: str, download: bool = False, world: World = ALONE) -> Reports:
    """Train as `config` says in `folder`, from its last saved state if there is one, and finish it as a checkpoint.

    A state is saved every minute, after passes as long as that costs next to nothing, when the run pauses, and when the caller stops
    early (closes the generator, Ctrl-C). Of several processes, only the first process writes; the others yield their steps.
    Raises ValueError if the folder holds a run with another configuration or on other images, a finished one, or one that another process
    trains, and where training diverges.
    """
    if (folder / CARD).exists():
        raise ValueError(f"{folder} already holds a finished model; choose another folder, or delete it")
    check_family(config)
    training = load_images(config.data, "train", download=download)
    validation = load_images(config.data, "validation")
    if config.batch_size > len(training):
        raise ValueError(
            f"batch_size {config.batch_size:,} is larger than the data ({training.description}): use at most {len(training):,}"
        )
    state = TrainingState.start(config, training.mean_image(), world.device)
    state.images = training.fingerprint
    if config.start_from and not (folder / RESUME).exists():
        state.adopt(origin_of(config, folder).load_model().state_dict())
    if world.rank:
        if (folder / RESUME).exists():
            state.restore(folder / RESUME)
        for report in train(state, training.images, world, training.labels, partners_of(config)):
            if isinstance(report, StepReport):
                yield report
        return
    folder.mkdir(parents=True, exist_ok=True)
    with held(folder):
        yield from _Run(state, training, validation, folder, command, world).reports()


class _Run:
    def __init__(
        self, state: TrainingState, training: ImageSet, validation: ImageSet, folder: Path, command: str, world: World
    ) -> None:
        self.state, self.training, self.folder, self.world = state, training, folder, world
        config = state.config
        if (folder / RUN).exists():
            spec = read_run(folder, TrainConfig)
            differing = differences(folder, config_to_dict(spec.config), config)
            command = spec.command if not differing else command
            spec = replace(spec, config=config, command=command)
        else:
            differing, spec = {}, RunSpec(config=config, command=command)
        if read_status(folder).phase != "starting":
            clear_stale(folder)
        remove_abandoned(folder)
        resumed = (folder / RESUME).exists()
        if resumed:
            state.restore(folder / RESUME)
        if not (folder / RUN).exists():
            shutil.rmtree(folder / ORIGIN, ignore_errors=True)  # of no run, or of one that was never begun
        if differing or not (folder / RUN).exists():
            write_run(folder, spec)
        if not resumed:  # by now another model may have that name
            keep_origin(config, folder)
        self.command = command
        state.changes = [*config.changes, *changes_made(folder)]
        keep_history(folder / HISTORY, state.epoch)
        metrics = MetricsWriter(folder, step=state.step, epoch=state.epoch)
        self.schedule = Schedule(config, len(training))
        self.reporter = Reporter(
            folder,
            self._progress,
            seconds=metrics.seconds,
            total_steps=self.schedule.total_steps,
            epochs=config.epochs,
            device=world.device.type,
            world_size=world.size,
        )
        self.controller = Controller(folder, self.reporter, self._change)
        self.recorder = Recorder(folder, state, self.schedule, self.reporter, metrics, validation, self.controller.obey)
        self.validator = Validator(validation, config)
        message = state.caveat()
        self.reporter.note("resumed" if resumed else "started", message=message)
        self.reporter.say(message=message)

    def _progress(self) -> Progress:
        state, num_images = self.state, self.schedule.num_images
        images = state.epoch * num_images + state.position
        share = images / (num_images * state.config.epochs)
        return Progress(step=state.step, epoch=state.epoch + state.position / num_images, share=share, images=images)

    def _change(self, name: str, request: Request) -> None:
        assert request.field is not None
        assert request.value is not None
        state = self.state
        if request.field not in family_of(state.config).changeable(state.config):
            self.reporter.say(message=without_effect(state.config, request.field))
            return
        old = self.schedule.value(request.field, state.step, state.changes)
        self.reporter.event("changed", field=request.field, old=old, new=request.value, request=name)
        state.changes.append(Change(step=state.step, field=request.field, value=request.value))

    def reports(self) -> Reports:
        reporter = self.reporter
        try:
            try:
                yield from self._train()
            except Ending as ending:
                if not self._end_as_asked(ending):
                    return
            except (GeneratorExit, KeyboardInterrupt):
                self.recorder.save()
                reporter.note("stopped")
                reporter.say(phase="stopped")
                raise
            self._finish()
        except Exception as error:
            message = str(error) or type(error).__name__
            reporter.note("failed", message=message)
            reporter.say(phase="failed", message=message)
            raise
        finally:
            self.recorder.metrics.close()

    def _train(self) -> Reports:
        state, controller, recorder = self.state, self.controller, self.recorder
        partners = partners_of(state.config)
        reports = train(state, self.training.images, self.world, self.training.labels, partners)
        recorder.view()
        try:
            while True:
                in_pass = state.epoch < state.config.epochs and state.position < len(self.training)
                if in_pass:
                    controller.wait(recorder.rest)
                tracing = (
                    Tracing(state, self.training.images, partners)
                    if in_pass and controller.tracing and can_trace(state.config)
                    else None
                )
                report = next(reports, None)
                if report is None:
                    return
                if isinstance(report, StepReport):
                    recorder.step(report)
                    if tracing:
                        self._show(tracing, report)
                    yield report
                else:
                    yield self._validated(report)
                    recorder.epoch_done()
        finally:
            reports.close()  # pyright: ignore[reportAttributeAccessIssue]

    def _validated(self, report: EpochReport) -> EpochResult:
        validation = self._score()
        result = EpochResult(**vars(report), validation=validation)
        raw = self._score(averaged=False) if self.state.average else None
        self.recorder.epoch(report, validation, result.row(), raw)
        return result

    def _score(self, *, averaged: bool = True) -> Validation:
        model = evaluated_model(self.state, averaged=averaged).to(self.world.device)
        return self.validator.score(model, self.controller.wait_while_validating)

    def _show(self, tracing: Tracing, report: StepReport) -> None:
        """Somebody looks at every step: its numbers, and what it did to the pictures."""
        self.reporter.keep(lambda: tracing.write(self.folder, report, self.reporter.epoch), self.controller.obey)
        if self.controller.paused:
            self.recorder.view()

    def _end_as_asked(self, ending: Ending) -> bool:
        """Whether the model is to be kept."""
        if ending.action == "discard":
            self.reporter.note("discarded")
            self.reporter.say(phase="stopped", message="It was discarded.")
            move_to_trash(self.folder)
            return False
        if not self.recorder.stuck:
            self.recorder.save()
        if ending.action == "stop":
            return True
        self.reporter.note("stopped")
        self.reporter.say(phase="stopped", message="")
        return False

    def _finish(self) -> None:
        reporter, state = self.reporter, self.state
        early = state.epoch < state.config.epochs
        self.recorder.flush()
        reporter.say(phase="running", message="Writing the model")
        provenance = Provenance.of(state, self.folder, reporter.epoch, self.command, reporter.clock.seconds)
        finish(evaluated_model(state), state.config, self.training, self.folder, provenance)
        self.recorder.last_view()
        reporter.note("kept" if early else "finished")
        passes = f"{reporter.epoch:.1f} of {state.config.epochs} passes"
        reporter.say(phase="finished", message=f"Stopped after {passes} and kept" if early else "")
        for name in (RESUME, TRACE, LAUNCH):
            (self.folder / name).unlink(missing_ok=True)
        for name in (CONTROL, ORIGIN):
            shutil.rmtree(self.folder / name, ignore_errors=True)
