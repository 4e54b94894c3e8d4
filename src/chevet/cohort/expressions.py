"""The figures of a cohort as Ibis expressions: the same ones on DuckDB, Spark or ClickHouse.

One long table goes in (a row per answer), small tables come out (a row per question, per pattern of choices, per
objective…). Nothing here draws, ranks ties by chance or adds decimals in an order that the engine chooses.
"""

from __future__ import annotations

from typing import Any

import ibis

from chevet.cohort.answers import NO_NUMBER, POINT

Table = Any  # ibis has no types
# Kelley's 27 %: « The selection of upper and lower groups for the validation of test items », J Educ Psychol, 1939.
LINE = 0.27


def first_attempts(responses: Table, last: bool = False) -> Table:
    """The first answer (or the last) of each learner to each question."""
    attempt = responses.attempt.max() if last else responses.attempt.min()
    kept = responses.group_by(["learner", "item"]).agg(attempt=attempt)
    return responses.semi_join(kept, ["learner", "item", "attempt"])


def mark_answers(responses: Table, marks: Table) -> Table:
    """The answers with their points; where the course cannot mark one, the platform's own mark.

    Args:
        responses: learner, item, response, moodle, certainty.
        marks: item, response, points, chosen, state; one row per different response.
    """
    joined = responses.left_join(marks, ["item", "response"])
    exact = joined.points.nullif(NO_NUMBER)
    absent = joined.moodle.isnan()
    told = ibis.ifelse(absent, ibis.null("float64"), joined.moodle)
    # ClickHouse converts what lies under a null too, and refuses to make an integer of « not a number ».
    share = ibis.ifelse(absent, ibis.null("int64"), (_or_zero(joined.moodle) * POINT).round().cast("int64"))
    return joined.select(
        learner=joined.learner,
        item=joined.item,
        chosen=joined.chosen.fill_null(""),
        state=joined.state.fill_null("unread"),
        exact=exact,
        moodle=told,
        certainty=joined.certainty.nullif(NO_NUMBER),
        points=ibis.coalesce(exact, share),
    )


def _or_zero(number: Any) -> Any:
    return ibis.ifelse(number.isnan(), 0.0, number)


def counted(marked: Table) -> Table:
    """The answers that are worth something, 0 included."""
    return marked.filter(marked.points.notnull())


def rank_learners(answers: Table) -> Table:
    """Each learner's total, third and extreme groups: learner, total, items, third, upper, lower.

    Learners are ordered by their mean mark. Those who have the same one are never parted: the third of a group of
    ties is that of its middle, and an extreme group takes all the ties at its border (it may hold more than 27 %).
    """
    totals = answers.group_by("learner").agg(total=answers.points.sum(), items=answers.count())
    totals = totals.mutate(rank=(totals.total / totals["items"]).floor().cast("int64"))
    ladder = totals.group_by("rank").agg(same=totals.count())
    upto = ladder.same.sum().over(ibis.window(order_by=ladder["rank"], preceding=None, following=0))
    everybody = ladder.same.sum().over(ibis.window())
    ladder = ladder.mutate(below=upto - ladder.same, everybody=everybody)
    middle = (ladder.below + ladder.same / 2) / ladder.everybody
    ladder = ladder.select(
        rank=ladder["rank"],
        third=ibis.least((middle * 3).floor().cast("int64"), 2),
        lower=ladder.below < LINE * ladder.everybody,
        upper=(ladder.everybody - ladder.below - ladder.same) < LINE * ladder.everybody,
    )
    joined = totals.inner_join(ladder, "rank")
    return joined.select("learner", "total", "items", "third", "lower", "upper")


def place(answers: Table, learners: Table, every: int) -> Table:
    """The answers beside what their learner did elsewhere.

    Args:
        every: how many questions there are; who answered them all makes the alpha.
    """
    joined = answers.inner_join(learners, "learner")
    others = (joined.total - joined.points) / (joined["items"] - 1).nullif(0)
    return joined.mutate(others=others, complete=joined["items"] == every)


def per_item(placed: Table) -> Table:
    """A row per question: counts, mean mark, discrimination, extreme groups, variances for the alpha."""
    t = placed
    marks, whole = t.points / POINT, t.complete
    rest = (t.total - t.points) / POINT
    return t.group_by("item").agg(
        n=t.count(),
        blank=(t.state == "blank").cast("int64").sum(),
        invalid=(t.state == "invalid").cast("int64").sum(),
        mean=marks.mean(),
        # A correlation in three parts: engines disagree on corr() where nothing varies, and on which one they have.
        n_others=t.others.count(),
        deviation=marks.std(how="pop", where=t.others.notnull()),
        others_deviation=(t.others / POINT).std(how="pop"),
        covariance=marks.cov(t.others / POINT, how="pop"),
        n_upper=t.upper.cast("int64").sum(),
        n_lower=t.lower.cast("int64").sum(),
        upper=marks.mean(where=t.upper),
        lower=marks.mean(where=t.lower),
        n_complete=whole.cast("int64").sum(),
        variance=marks.var(how="sample", where=whole),
        rest_variance=rest.var(how="sample", where=whole),
    )


def whole_test(learners: Table, every: int) -> Table:
    """One row: learners, those who answered everything, and the variance of their totals."""
    t = learners
    whole = t["items"] == every
    total = t.total / POINT
    return t.aggregate(
        learners=t.count(),
        complete=whole.cast("int64").sum(),
        variance=total.var(how="sample", where=whole),
    )


def spread(learners: Table) -> Table:
    """How many learners have each mark out of twenty, rounded down; 20 is counted with 19."""
    t = learners
    out_of_20 = ibis.least((t.total / t["items"] * 20 / POINT).floor().cast("int64"), 19)
    return t.mutate(band=out_of_20).group_by("band").agg(n=ibis._.count())


def per_pattern(placed: Table) -> Table:
    """A row per question, set of choices ticked and third of the learners."""
    return placed.group_by(["item", "chosen", "state", "third"]).agg(n=placed.count())


def per_theme(answers: Table, themes: Table) -> Table:
    """A row per theme (chapter, objective): learners, their mean over its questions, its deviation.

    Args:
        themes: item, theme; a question may have several.
    """
    joined = answers.inner_join(themes, "item")
    means = joined.group_by(["theme", "learner"]).agg(mean=joined.points.mean() / POINT)
    return means.group_by("theme").agg(
        n=means.count(), average=means["mean"].mean(), deviation=means["mean"].std(how="sample")
    )


def against_moodle(marked: Table) -> Table:
    """A row per question that both the course and the platform marked."""
    t = marked.filter(marked.exact.notnull() & marked.moodle.notnull())
    exact = t.exact / POINT
    gap = (exact - t.moodle).abs()
    return t.group_by("item").agg(
        n=t.count(),
        exact=exact.mean(),
        moodle=t.moodle.mean(),
        gap=gap.mean(),
        widest=gap.max(),
        differ=(gap > 0.005).cast("int64").sum(),
    )


def per_certainty(marked: Table) -> Table:
    """A row per tenth of certainty announced: answers, certainty, share of full marks, Brier score's sum."""
    t = marked.filter(marked.certainty.notnull() & marked.points.notnull() & (marked.state != "blank"))
    sure = t.certainty / 100
    right = (t.points == POINT).cast("float64")
    t = t.mutate(band=ibis.least((t.certainty / 10).floor().cast("int64"), 9), sure=sure, right=right)
    return t.group_by("band").agg(
        n=t.count(),
        certainty=t.sure.mean(),
        right=t.right.mean(),
        brier=((t.sure - t.right) * (t.sure - t.right)).sum(),
    )


def unread(marked: Table) -> Table:
    """A row per question: answers, those that could not be matched, those that nothing could mark."""
    t = marked
    return t.group_by("item").agg(
        rows=t.count(),
        unread=(t.state == "unread").cast("int64").sum(),
        lost=t.points.isnull().cast("int64").sum(),
    )
