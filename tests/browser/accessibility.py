"""What axe finds fault with on a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG_2_1 = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
RULES = [*WCAG_2_1, "wcag22aa", "best-practice"]

# Without the rules that are kept to, of which axe would give every element.
RUN = """([context, rules]) => axe.run(context, {runOnly: rules, resultTypes: ["violations"]}).then(
    ({violations}) => violations.flatMap(({help, nodes}) =>
        nodes.map(({target, failureSummary}) => [help, target.join(" "), failureSummary].join("\\n")))
)"""


def violations(page: Page, rules: list[str] = RULES, without: str | None = None) -> list[str]:
    """Each as the rule, the element and what is wrong; nothing is sought in what `without` selects."""
    page.evaluate(Axe().axe_script)
    context = {"include": [["html"]], "exclude": [[without]] if without else []}
    return page.evaluate(RUN, [context, rules])
