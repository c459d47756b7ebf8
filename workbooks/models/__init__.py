from workbooks.models.changes import ImportChange
from workbooks.models.exports import ExportJob
from workbooks.models.imports import ImportJob, ImportMapping, ImportRow

__all__ = ["ExportJob", "ImportChange", "ImportJob", "ImportMapping", "ImportRow"]
