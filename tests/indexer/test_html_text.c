// Promises of indexer/sources/html.h and indexer/sources/html_text.h: what a reader sees, whatever the mark-up.
#include "indexer/sources/html.h"
#include "indexer/sources/html_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void texts_read_as_a_browser_shows_them(void **state)
{
    (void)state;
    const struct {
        int line;
        const char *html, *text;
    } rows[] = {
        {__LINE__, "plain", "plain"},
        {__LINE__, "  a \n\t b  ", "a b"},
        {__LINE__, "a<b>b</b>c <i>d</i>", "abc d"},
        {__LINE__, "<p>one</p><p>two</p>", "one\n\ntwo"},
        {__LINE__, "one<br>two<br/>three", "one\ntwo\nthree"},
        {__LINE__, "one<br><br>two<br> <br><br>three", "one\n\ntwo\n\nthree"},
        {__LINE__, "one<br>two</br>three", "one\ntwo\nthree"},
        {__LINE__, "</p><p align=\"CENTER\"> T </p>x</div></td>", "T\n\nx"},
        {__LINE__, "<ul><li>a</li><li>b<li>c</ul>d", "- a\n- b\n- c\n\nd"},
        {__LINE__, "<table><tr><th>a<th>b</tr><tr><td>1<br>2<td> </tr></table>", "a | b\n1 2 |"},
        {__LINE__, "<table><tr><td> </td><td>&nbsp;</td></tr></table>z", "z"},
        {__LINE__, "<table><tr><td>a<table><tr><td>b<td>c</table></td><td>d</td></tr></table>",
         "a | b | c | d"},
        {__LINE__,
         "<ol>\n<li>\n<p>a</p>\n</li><li>b<ul><li>c</ul><li><p>d</p><p>e</p></ol><ol start=4><li>f",
         "1. a\n\n2. b\n\n- c\n\n3. d\n\ne\n\n4. f"},
        {__LINE__, "<table><tr><td>a<tr><td>b<tr><td>c</table>d", "a\nb\nc\n\nd"},
        {__LINE__,
         "<table><tr><td rowspan=2>Dinant</td><td>7</td></tr><tr><td>8</td></tr>"
         "<tr><td>Huy</td><td rowspan='3'>9</td></tr><tr><td>Spa</td></tr></table>"
         "<table><tr><td>Ath</td></tr></table>",
         "Dinant | 7\nDinant | 8\nHuy | 9\nSpa | 9\n\nAth"},
        {__LINE__,
         "<table><tr><th rowspan=2>Lieu</th><th colspan=2>Haies</th></tr>"
         "<tr><th>2019</th><th>2020</th></tr><tr><td>Huy</td><td>1</td><td>2</td></tr></table>",
         "Lieu | Haies\nLieu | 2019 | 2020\nHuy | 1 | 2"},
        {__LINE__, "a<img src=x alt=\"Carte des gu&eacute;s\">b<img alt=''><img>",
         "a[image : Carte des gués]b"},
        {__LINE__, "a</td><td colspan=2>b</td></tr>", "a\nb"},
        {__LINE__, "&eacute;&Eacute;&#233;&#xE9;&#146;&amp;&lt;&apos;", "éÉéé’&<'"},
        {__LINE__, "4&nbsp;000&#8239;&euro; &unknown; &; &#; &#xZ; a&b",
         "4\xC2\xA0"
         "000\xE2\x80\xAF€ &unknown; &; &#; &#xZ; a&b"},
        {__LINE__, "&#0;&#xD800;&#99999999;", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {__LINE__, "a<!-- b <p> -->c<!DOCTYPE x>d<?php e ?>f", "acdf"},
        {__LINE__, "a<script>if (1 < 2) \"</p>\"</script>b<style>c</style>d", "abd"},
        {__LINE__, "a<SCRIPT>x</script >b", "ab"},
        {__LINE__, "a<span style=\"visibility: hidden\">b<span>c</span></span>d", "ad"},
        {__LINE__, "a<div style='display:none'>b<div>c</div></div>d<button>e</button>", "ad"},
        {__LINE__, "1 < 2 and 3 > 2 <3", "1 < 2 and 3 > 2 <3"},
        {__LINE__, "<a title=\"x > y\">z</a>", "z"},
        {__LINE__, "<a title=\"x>y", "y"},
        {__LINE__, "<p style='display:block;border:none'>a</p><p>b", "a\n\nb"},
        {__LINE__, "<p style='visibility:visible;overflow:hidden'>a</p><p>b", "a\n\nb"},
        {__LINE__, "<p style='display: flex; list-style: none'>a</p><p>b", "a\n\nb"},
        {__LINE__, "<p style='DISPLAY : None !important;'>a</p><hr style=display:none>b", "b"},
        {__LINE__, "<p style='color:red; visibility:Hidden!important'>a</p><p>b", "b"},
        {__LINE__, "<p style='display:none;display:block'>a</p><p>b", "a\n\nb"},
        {__LINE__, "<p style='-x-display:none'>a</p><p>b", "a\n\nb"},
        {__LINE__, "<p style='display'>a</p><p>b", "a\n\nb"},
        {__LINE__, "<p style=';;:;display:none'>a</p><p>b", "b"},
        {__LINE__, "d&eacutepartement, l'&eacute &agrave", "département, l'é à"},
        {__LINE__, "&eacute&nbsp;h &Eacute; &#233 &#xE9, &laquo b &amp c",
         "é\u00A0h É é é, « b & c"},
        {__LINE__, "?a=1&copy=2&timestamp=3&ethnie=4&hellip 5",
         "?a=1&copy=2&timestamp=3&ethnie=4&hellip 5"},
        {__LINE__, "R&D, A&T; b & c && &; &# &#x &unknown d",
         "R&D, A&T; b & c && &; &# &#x &unknown d"},
        {__LINE__, "a<b", "a<b"},
        {__LINE__, "a<", "a<"},
        {__LINE__, "<script>never closed", ""},
        {__LINE__, "<!-- never closed", ""},
        {__LINE__, "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out = {0};
        html_to_text(slice_from(rows[i].html), &out);
        if (!slice_equal(buf_slice(&out), slice_from(rows[i].text)))
            fail_msg("line %d: \"%.*s\" is not \"%s\"", rows[i].line, SLICE_ARG(buf_slice(&out)),
                     rows[i].text);
        buf_clear(&out);
    }
}

static void blocks_know_where_they_stand(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct html_blocks blocks;
    struct slice html =
        SLICE("<title>T</title><body><div><h3>Head</h3><p>a<b>b</b></p></p><p>c</div>"
              "<table><tr><td>Label</td></td><td>Value</td></tr><tr><td>x</table>");
    assert_true(html_to_blocks(html, &arena, &blocks));
    const struct {
        const char *text;
        uint32_t depth, low, container;
    } expected[] = {
        {"T", 0, 0, 0},     {"Head", 3, 0, 2},  {"ab", 3, 2, 2}, {"c", 3, 2, 1},
        {"Label", 4, 1, 3}, {"Value", 4, 3, 2}, {"x", 4, 2, 2},
    };
    assert_int_equal(blocks.count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < blocks.count; i++) {
        const struct html_block *block = &blocks.blocks[i];
        if (!slice_equal(block->text, slice_from(expected[i].text)) ||
            block->depth != expected[i].depth || block->low != expected[i].low ||
            block->container != expected[i].container)
            fail_msg("block %zu: \"%.*s\" depth %u low %u container %u", i, SLICE_ARG(block->text),
                     block->depth, block->low, block->container);
        assert_true(block->start < block->end && block->end <= html.len);
    }
    assert_true(blocks.blocks[0].is_title);
    arena_clear(&arena);
}

static void attributes_are_found_in_any_quotes(void **state)
{
    (void)state;
    struct html html = {SLICE("<a HREF=x b='1 2' c=\"3\" dc='no' d>"), 0};
    struct html_token token;
    assert_true(html_next(&html, &token));
    assert_true(html_is(&token, "a"));
    assert_true(slice_equal(html_attribute(&token, "href"), SLICE("x")));
    assert_true(slice_equal(html_attribute(&token, "b"), SLICE("1 2")));
    assert_true(slice_equal(html_attribute(&token, "c"), SLICE("3")));
    assert_int_equal(html_attribute(&token, "e").len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_read_as_a_browser_shows_them),
        cmocka_unit_test(blocks_know_where_they_stand),
        cmocka_unit_test(attributes_are_found_in_any_quotes),
    };
    return cmocka_run_group_tests_name("html_text", tests, NULL, NULL);
}
