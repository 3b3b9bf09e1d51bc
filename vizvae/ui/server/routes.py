"""Everything that the dashboard answers beside Streamlit's own addresses."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from vizvae.ui.access.permission import access_routes
from vizvae.ui.explorer.latent_names import latent_name_routes
from vizvae.ui.explorer.model_picture import model_picture_routes
from vizvae.ui.explorer.routes import explorer_routes
from vizvae.ui.http.built_files import built_file_routes
from vizvae.ui.one_file.routes import one_file_routes
from vizvae.ui.shell.pages import all_pages


def all_routes() -> list[Route]:
    shared = [
        *explorer_routes(),
        *model_picture_routes(),
        *built_file_routes(),
        *latent_name_routes(),
        *access_routes(),
        *one_file_routes(),
    ]
    pages = all_pages()
    moved = [_moved(former, page.name) for page in pages for former in page.former_names]
    moved.append(_moved(pages[0].name, "./"))  # the first page is where no name is, and its name is typed all the same
    return [*shared, *(route for page in pages for route in page.routes), *moved]


def _moved(former: str, name: str) -> Route:
    def lead(request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(name + query, status_code=308)  # relative: the dashboard may stand below another path

    return Route(f"/{former}", lead)


ALL_ROUTES = all_routes()
