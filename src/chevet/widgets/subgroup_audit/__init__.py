"""Audit a tool group by group, and see what making one measure equal does to the others: the object of chapter 08."""

from chevet.widgets.subgroup_audit.subgroup_audit import SubgroupAudit

__all__ = ["SubgroupAudit"]
