from django.urls import path

from reviews.public import corrections, records, views

urlpatterns = [
    path("editorial-policy/", views.editorial_policy, name="editorial_policy"),
    path("record/head", views.record_head, name="record_head"),
    path("answers/<slug:slug>/record/", records.answer_record, name="answer_record"),
    path("answers/<slug:slug>/compare/", records.choose_comparison, name="choose_comparison"),
    path("answers/<slug:slug>/compare/<int:before>/<int:after>/", records.compare, name="compare"),
    path("corrections/", corrections.page, name="corrections"),
    path("corrections/feed.atom", corrections.feed, name="corrections_feed"),
]
