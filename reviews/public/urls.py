from django.urls import path

from reviews.public import views

urlpatterns = [
    path("editorial-policy/", views.editorial_policy, name="editorial_policy"),
    path("record/head", views.record_head, name="record_head"),
]
