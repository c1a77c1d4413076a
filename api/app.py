"""The application: `create_app(settings)`."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from functools import cache

from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import BaseRoute

import storage
from accounts import AccountStore
from api import console, errors, live_notices, pages
from api.announcing import build_announcer
from api.context import Context
from api.conversation import Conversations
from api.desk import build_desk, carry_to, for_a_person
from api.engine import EngineClient
from api.erasure import Erasure
from api.headers import Headers, WidgetSettingsError
from api.middleware import Guard
from api.oidc import build_single_sign_on
from api.packing import Packing
from api.permissions import matrix
from api.prescreening import Prescreening
from api.routes import (
    actions,
    chat,
    documents,
    health,
    notices,
    photos,
    prefill,
    privacy,
    programs,
    recommendation,
    screening,
    screening_jobs,
    session,
    wechat,
)
from api.routes.actions import ActionRunner
from api.screenings import Screenings, in_a_process
from api.services import Services, build, hand_to_actions
from api.settings import Settings
from api.shared_limits import limits
from api.staff import CONSOLE, guard
from api.staff_links import StaffLinks
from api.watching import Watch
from api.wechat.setup import build_channel
from recommendation.keeping import PackageStore
from screening import MAX_BYTES
from screening.jobs import JobStore

ACTION_LIMIT = 8_000_000
WECHAT_LIMIT = 64_000
PURGE_EVERY = 3600.0


def create_app(
    settings: Settings | None = None, *, load: Callable[[Settings], Services] = build
) -> FastAPI:
    """The app for `settings` (by default from the environment).

    Data is loaded by `load` when the app starts, not here; broken data raises StartError then.
    """
    settings = settings or Settings()

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        services = await asyncio.to_thread(load, settings)
        app.state.notices_mark = services.notices_mark
        accounts = AccountStore(services.sessions)
        desk = build_desk(
            services,
            lambda: app.state.context.services.policy,  # as it is after a reload
            staffed=lambda: accounts.any_with("helpdesk"),
        )
        hand_to_actions(services, settings.actions_package, desk)
        engine = EngineClient(
            settings.engine_url,
            token=settings.action_secret.get_secret_value(),
            timeout=settings.engine_timeout,
        )
        limit = limits(settings)
        usual = settings.rate_per_minute
        screenings = Screenings(JobStore(settings.var / "screening"), in_a_process(settings))
        staff_links = StaffLinks(accounts, services)
        packages = PackageStore(
            settings.var / "packages", storage.secret_key(settings.var / "secret.key")
        )
        erasure = Erasure(
            services, engine, settings.var / "documents", screenings.store, staff_links, packages
        )
        prescreening = Prescreening(services, screenings.store)
        packing = Packing(services, packages)
        conversations = Conversations(
            services.turns,
            engine,
            limit=settings.message_limit,
            wait=settings.engine_wait,
            before=(
                erasure.before,
                for_a_person(desk.desk),
                packing.before,
                prescreening.before,
            ),
            forms=limit("form", settings.form_rate_per_minute or 2 * usual),
        )
        messages = limit("sender", usual)
        channel = build_channel(
            settings,
            services,
            engine,
            conversations,
            messages,
            desk.desk.is_silent,
            staff_links,
            packages,
            limit("binding", settings.binding_rate_per_minute),
        )
        desk.desk.carry = carry_to(channel)
        announcer = build_announcer(services, channel)
        app.state.context = Context(
            settings=settings,
            services=services,
            engine=engine,
            conversations=conversations,
            messages=messages,
            lookups=limit("lookup", settings.lookup_rate_per_minute),
            requests=limit("request", settings.api_rate_per_minute),
            addresses=limit("address", settings.address_rate_per_minute or 10 * usual),
            accounts=accounts,
            staff_links=staff_links,
            sign_ins=limit("sign-in", settings.sign_in_rate_per_minute),
            wechat=channel,
            uploads=limit("upload", settings.upload_rate_per_minute),
            help=desk,
            announcer=announcer,
            screenings=screenings,
            packages=packages,
            watch=Watch(services.turns.last_seqs),
            single_sign_on=build_single_sign_on(settings),
        )
        await _purge(app.state.context, erasure)
        await asyncio.to_thread(console.prepare_setup, app.state.context)
        live_notices.tell_left_out(services.policy)
        tasks = [
            asyncio.create_task(_keep_purging(app.state.context, erasure)),
            asyncio.create_task(live_notices.follow(app)),
        ]
        screenings.start()
        if channel is not None:
            channel.start()
            announcer.start()
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await app.state.context.watch.stop()
            await announcer.stop()
            await screenings.stop()
            if channel is not None:
                await channel.stop()
            await engine.close()
            services.database.dispose()

    app = FastAPI(
        title="医养申报助手",
        version="0.1.0",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    matrix()  # a broken list of permissions must not wait for the first request
    app.state.actions = ActionRunner(settings.actions_package)
    large = [
        ("/webhook", ACTION_LIMIT),
        ("/wechat", WECHAT_LIMIT),
        (screening.PATH, MAX_BYTES),
        (screening_jobs.PATH, MAX_BYTES),
        (recommendation.PATH, recommendation.MAX_REQUEST),
        (prefill.PATH, prefill.MAX_REQUEST),
        (photos.PATH, photos.MAX_REQUEST),
        (console.SCREENING, recommendation.MAX_REQUEST),
    ]
    try:
        guarding = Headers.of(settings)
    except WidgetSettingsError:  # `load` says so when the app starts
        guarding = Headers()
    app.add_middleware(Guard, large=large, headers=guarding)
    errors.register(app, {CONSOLE: console.problem_page})
    app.router.routes.extend(_routes())
    pages.mount_assets(app)
    return app


@cache
def _routes() -> list[BaseRoute]:
    """All routes; which application serves one, it finds in the request. FastAPI works them out
    with the first request: so once in a process, not for every application made."""
    assembled = APIRouter(responses=errors.RESPONSES, dependencies=[Depends(guard)])
    for module in (
        chat, session, wechat, actions, health, programs, screening, screening_jobs,
        recommendation, notices, prefill, photos, documents, privacy, pages
    ):  # fmt: skip
        assembled.include_router(module.router)
    for router in console.routers:
        assembled.include_router(router)
    return assembled.routes


async def _purge(context: Context, erasure: Erasure) -> None:
    """Remove what is past its date."""
    await asyncio.to_thread(context.services.purge)
    await erasure.purge()
    await asyncio.to_thread(context.accounts.purge_expired)
    await asyncio.to_thread(context.help.desk.end_idle)
    await asyncio.to_thread(context.screenings.store.purge)
    await asyncio.to_thread(context.packages.purge)
    if context.wechat is not None:
        await asyncio.to_thread(context.wechat.purge)


async def _keep_purging(context: Context, erasure: Erasure) -> None:
    """Remove what is past its date every hour."""
    while True:
        await asyncio.sleep(PURGE_EVERY)
        await _purge(context, erasure)
