"""One function over many items by Ray Data; Ray is imported when it is needed."""

from __future__ import annotations

import json
from typing import Any

from shangxia.errors import TableError, UsageError


def map_items(function: Any, items: list[dict[str, Any]], **options: Any) -> list[dict[str, Any]]:
    """Map items, one to a task.

    Args:
        function: a function of a module; takes an item and the options by name.
        items: JSON values by name.
        **options: the same for all items.

    Returns:
        What the function returned (JSON values), in the order of the items.

    Raises:
        UsageError: Ray is not installed.
        TableError: the function raised an error of ours; the first in order.
    """
    try:
        import ray
        import ray.data
    except ImportError:
        raise UsageError(
            "--engine ray needs Ray, which is not installed: pip install 'shangxia[ray]'"
        ) from None
    if not ray.is_initialized():
        ray.init(log_to_driver=False, include_dashboard=False)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    numbered = [{"at": at, "item": json.dumps(item)} for at, item in enumerate(items)]
    data = ray.data.from_items(numbered, override_num_blocks=len(numbered))
    # Options go by reference, once to each machine.
    done = data.map_batches(
        _one_by_one,  # type: ignore[arg-type]
        batch_size=1,
        batch_format="numpy",
        fn_kwargs={"function": function, "options": ray.put(options)},
    ).take_all()
    failed = [row["error"] for row in done if row["error"]]
    if failed:
        raise TableError(failed[0])
    return [json.loads(row["result"]) for row in sorted(done, key=lambda row: row["at"])]


def _one_by_one(batch: Any, *, function: Any, options: Any) -> Any:
    import ray

    results, errors = [], []
    values = ray.get(options)
    for item in batch["item"]:
        try:
            results.append(json.dumps(function(**json.loads(str(item)), **values)))
            errors.append("")
        except (TableError, UsageError) as error:
            # A table that cannot be used is no reason to try again on another machine.
            results.append("null")
            errors.append(str(error))
    return {"at": list(batch["at"]), "result": results, "error": errors}
