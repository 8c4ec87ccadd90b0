from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("articles.reading.urls")),
    path("", include("reviews.public.urls")),
    path("api/", include("config.api")),
    path("admin/password_reset/", include("reviews.admin.passwords")),
    path("admin/", admin.site.urls),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
