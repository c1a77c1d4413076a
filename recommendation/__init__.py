"""What a city health commission sends in: tables, letter, and one checked package."""

from recommendation.applications import Drafts
from recommendation.collecting import Request
from recommendation.errors import RecommendationError
from recommendation.list_template import write_list_template
from recommendation.package import Package, build_package
from recommendation.program import Program, load_program
from recommendation.template_check import require_templates

__all__ = [
    "Drafts",
    "Package",
    "Program",
    "RecommendationError",
    "Request",
    "build_package",
    "load_program",
    "require_templates",
    "write_list_template",
]
