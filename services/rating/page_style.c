/*
 * How the page looks, light or dark as its reader's system is. The stripe has the tenant's colour
 * as it is; what must be read, or be told apart, has it as it is readable there.
 */
#include "rating/color.h"
#include "rating/page.h"

#define LIGHT_CARD "#ffffff"
#define DARK_CARD  "#1c2120"

static const struct text usual_color = TEXT("#374d42");

static const char light[] =
	"--ground:#f1f3f2;--card:" LIGHT_CARD ";--ink:#1d2321;--muted:#58635f;--line:#7d8884;"
	"--edge:#dfe4e2;--tint:#f1f3f2;--bad:#b3261e;--on:" LIGHT_CARD;
static const char dark[] =
	"--ground:#121615;--card:" DARK_CARD ";--ink:#eef1f0;--muted:#a9b3af;--line:#7b8682;"
	"--edge:#2e3533;--tint:#272e2c;--bad:#ffa198;--on:" DARK_CARD;

static const char rest[] =
	"*{box-sizing:border-box}"
	"body{margin:0;min-height:100vh;padding:clamp(16px,8vh,88px) 16px;background:var(--ground);"
	"color:var(--ink);font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;"
	"-webkit-text-size-adjust:100%}"
	"main{position:relative;max-width:34rem;margin:0 auto;padding:clamp(26px,6vw,44px) "
	"clamp(18px,6vw,44px);border:1px solid var(--edge);border-radius:16px;"
	"background:var(--card);overflow:hidden}"
	"main::before{content:'';position:absolute;inset:0 0 auto;height:6px;"
	"background:var(--brand)}"
	".tenant{margin:0 0 6px;font-size:.95rem;font-weight:600;color:var(--muted);"
	"overflow-wrap:anywhere}"
	"h1{margin:0;font-size:1.45rem;font-weight:650;line-height:1.3;text-wrap:balance;"
	"overflow-wrap:anywhere}"
	"p{margin:12px 0 0}"
	"fieldset{min-width:0;margin:0;padding:0;border:0}"
	"legend{padding:0}"
	".row{display:grid;grid-template-columns:repeat(5,1fr);margin:20px 0 0}"
	".choice{position:relative}"
	".choice input{position:absolute;inset:0;z-index:1;width:100%;height:100%;margin:0;"
	"opacity:0;cursor:pointer}"
	".choice label,.given span{display:grid;place-items:center;height:68px;"
	"border-radius:12px}"
	"svg{width:46px;height:46px;fill:none;stroke:var(--line);stroke-width:1.5;"
	"stroke-linejoin:round;stroke-linecap:round}"
	".eyes{fill:var(--line);stroke:none}"
	".choice input:checked+label svg,.given .on svg{stroke:var(--accent)}"
	".stars input:checked+label svg,.stars .on svg{fill:var(--accent)}"
	".stars .choice:has(~ .choice input:checked) svg{fill:var(--accent);"
	"stroke:var(--accent)}"
	".faces input:checked+label svg,.faces .on svg{stroke-width:2}"
	".faces input:checked+label .eyes,.faces .on .eyes{fill:var(--accent)}"
	".faces input:checked+label{background:var(--tint)}"
	".choice input:focus-visible+label{outline:3px solid var(--accent);outline-offset:-3px}"
	"@media(hover:hover){.choice input:hover+label{background:var(--tint)}}"
	".ends{display:flex;justify-content:space-between;gap:16px;"
	"margin:2px 0 0;font-size:.875rem;color:var(--muted)}"
	".ends span:last-child{text-align:end}"
	".label{display:block;margin:26px 0 8px;font-weight:600}"
	".label small,.hint{font-size:.875rem;font-weight:400;color:var(--muted)}"
	".hint{margin:0 0 8px}"
	"textarea{display:block;width:100%;min-height:7.5rem;padding:10px 12px;resize:vertical;"
	"border:1px solid var(--line);border-radius:10px;background:var(--card);color:inherit;"
	"font:inherit}"
	"textarea:focus-visible{outline:3px solid var(--accent);outline-offset:-1px}"
	".send,.reopen{display:block;width:100%;min-height:48px;margin:20px 0 0;padding:11px 20px;"
	"border:1px solid transparent;border-radius:10px;background:var(--accent);color:var(--on);"
	"font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}"
	".send:hover,.reopen:hover{filter:brightness(1.1)}"
	".change{display:inline-block;padding:10px 0;color:var(--accent);font-weight:600}"
	".send:focus-visible,.reopen:focus-visible,.change:focus-visible{"
	"outline:3px solid var(--accent);outline-offset:3px;border-radius:10px}"
	".problem{margin:0 0 20px;padding:10px 14px;border-inline-start:4px solid var(--bad);"
	"border-radius:4px;background:var(--tint);color:var(--bad);font-weight:600}"
	".given{grid-template-columns:repeat(5,40px);gap:6px;margin:18px 0 0}"
	".given span{height:40px}.given svg{width:40px;height:40px}"
	".given span:not(.on){opacity:.5}"
	".answer{margin-top:4px}"
	".hidden{position:absolute;width:1px;height:1px;margin:-1px;padding:0;overflow:hidden;"
	"clip-path:inset(50%);white-space:nowrap}"
	".trap{position:absolute;top:40px;left:2px;width:1px;height:1px;margin:0;padding:0;"
	"border:0;opacity:0;overflow:hidden}"
	"form.trap{left:5px}form.trap .trap{top:0;left:0}"
	"@media(forced-colors:active){main::before{background:Highlight}"
	".choice input:checked+label svg,.given .on svg{stroke:Highlight}"
	".stars input:checked+label svg,.stars .on svg{fill:Highlight}"
	".stars .choice:has(~ .choice input:checked) svg{fill:Highlight;stroke:Highlight}"
	".send,.reopen{border-color:ButtonText}}";

static void put_colors(struct html *html, struct text color, const char *others, const char *card)
{
	char accent[COLOR_SIZE + 1];
	color_readable_on(color, text_from(card), accent);
	html_put(html, text_from(others));
	html_put(html, TEXT(";--accent:"));
	html_put(html, text_from(accent));
}

void page_put_style(struct html *html, struct text color)
{
	if (!color_is_one(color))
		color = usual_color;
	html_put(html, TEXT(":root{color-scheme:light dark;--brand:"));
	html_put(html, color);
	html_put(html, TEXT(";"));
	put_colors(html, color, light, LIGHT_CARD);
	html_put(html, TEXT("}@media(prefers-color-scheme:dark){:root{"));
	put_colors(html, color, dark, DARK_CARD);
	html_put(html, TEXT("}}"));
	html_put(html, text_from(rest));
}
