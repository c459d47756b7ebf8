from django.urls import path

from workbooks.views import exports, import_undo, imports

app_name = "workbooks"
urlpatterns = [
    path("exports/", exports.export_list, name="export-list"),
    path("exports/new/", exports.export_new, name="export-new"),
    path("exports/<int:pk>/", exports.export_detail, name="export-detail"),
    path("exports/<int:pk>/progress/", exports.export_progress, name="export-progress"),
    path("exports/<int:pk>/file/", exports.export_file, name="export-file"),
    path("exports/<int:pk>/remove/", exports.export_remove, name="export-remove"),
    path("imports/", imports.import_list, name="import-list"),
    path("imports/new/", imports.import_new, name="import-new"),
    path("imports/<int:pk>/columns/", imports.import_mapping, name="import-mapping"),
    path("imports/<int:pk>/columns/guess/", imports.import_reguess, name="import-reguess"),
    path("imports/<int:pk>/preview/", imports.import_preview, name="import-preview"),
    path("imports/<int:pk>/commit/", imports.import_commit, name="import-commit"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import-progress"),
    path("imports/<int:pk>/result/", imports.import_result, name="import-result"),
    path("imports/<int:pk>/undo/", import_undo.import_undo, name="import-undo"),
    path("imports/<int:pk>/refused/", imports.import_refused, name="import-refused"),
]
