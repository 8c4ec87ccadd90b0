from django.urls import path, register_converter

from articles.reading import (
    asking,
    audiences,
    feeds,
    lists,
    questions,
    references,
    reporting,
    searching,
    sitemap,
    views,
)

register_converter(audiences.AudienceConverter, "audience")

app_name = "site"
urlpatterns = [
    path("answers/<slug:slug>/", views.answer, name="answer"),
    path("answers/<slug:slug>/for/<audience:audience>/", views.answer, name="answer_for"),
    path("for/", audiences.choose, name="choose_audience"),
    path("", lists.home, name="home"),
    path("search/", searching.search, name="search"),
    path("search/suggestions", searching.suggestions, name="suggestions"),
    path("ask/", asking.ask, name="ask"),
    path("ask/board/", questions.send, name="board"),
    path("questions/confirm/<str:token>/", questions.confirm, name="question_confirm"),
    path("questions/<slug:token>/", questions.follow, name="question"),
    path("questions/<slug:token>/forget/", questions.forget, name="question_forget"),
    path("topics/<slug:slug>/", lists.topic, name="topic"),
    path("topics/<slug:slug>/feed.atom", feeds.of_topic, name="feed_of_topic"),
    path("feeds/new.atom", feeds.new, name="feed_new"),
    path("feeds/changed.atom", feeds.changed, name="feed_changed"),
    path("feeds/withdrawn.atom", feeds.withdrawn, name="feed_withdrawn"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.index, name="sitemap_index"),
    path("sitemap-<slug:section>.xml", sitemap.section, name="sitemap"),
    path("answers/<slug:slug>/editions/<int:number>/", views.edition, name="edition"),
    path(
        "answers/<slug:slug>/editions/<int:number>/manuscript.json",
        views.manuscript,
        name="edition_manuscript",
    ),
    *(
        path(
            f"answers/<slug:slug>/editions/<int:number>/references.{suffix}",
            references.references,
            {"suffix": suffix},
            name=f"references_{suffix}",
        )
        for suffix in references.FORMATS
    ),
    path("answers/<slug:slug>/report/", reporting.report, name="report"),
    path("answers/<slug:slug>/report/received/", reporting.report_received, name="report_received"),
]
