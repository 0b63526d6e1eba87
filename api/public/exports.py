"""What the prebuilt files are, and where."""

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from api.problems import Problem
from api.public import addresses, answers
from api.public.view import PublicView
from record.exporting import building


class ExportManifest(PublicView):
    """The prebuilt files

    Everything we published, made anew after publications. Compare a file with its `sha256`: where they differ, it was made
    anew since; read this again.
    """

    answers = "ExportManifest"
    problems = ["being-made"]

    def get(self, request: Request) -> HttpResponse:
        """One statement of SQL, and one small file."""
        build = building.served()
        if build is None:
            raise Problem("being-made", wait=building.RETRY_SECONDS)
        said: dict[str, Any] = building.manifest(build.files, made_at=build.made_at, sequence=build.sequence)
        files = [{"url": addresses.of_export(file["name"]), **file} for file in said["files"]]
        return answers.whole(request, answers.dump(said | {"files": files}))
