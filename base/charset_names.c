/* charset_names.c: charset_canonical() and charset_decode() of charset.h: charsets as letters name
 * them. A name that is missing in the table and that iconv knows is taken as it is. Converters are
 * kept, because to open one loads a module of iconv, which costs more than to convert a letter. */
#include <string.h>

#include "base/charset.h"

#define KEPT_CONVERTERS 64

static const struct Alias {
    const char *alias, *name; /* NULL: names no charset, or is refused */
} ALIASES[] = {
    {"us-ascii", "us-ascii"}, /* the common ones under their own names: iconv need not be asked */
    {"utf-8", "utf-8"},
    {"windows-1251", "windows-1251"},
    {"koi8-r", "koi8-r"},
    {"iso-8859-1", "iso-8859-1"},
    {"windows-1252", "windows-1252"},
    {"iso-8859-5", "iso-8859-5"},
    {"ascii", "us-ascii"},
    {"ansi_x3.4-1968", "us-ascii"},
    {"iso646-us", "us-ascii"},
    {"us_ascii", "us-ascii"},
    {"utf8", "utf-8"},
    {"utf_8", "utf-8"},
    {"unicode-1-1-utf-8", "utf-8"},
    {"cp1251", "windows-1251"},
    {"win-1251", "windows-1251"},
    {"win1251", "windows-1251"},
    {"windows1251", "windows-1251"},
    {"x-cp1251", "windows-1251"},
    {"ansi-1251", "windows-1251"},
    {"cp-1251", "windows-1251"},
    {"koi8r", "koi8-r"},
    {"koi8", "koi8-r"},
    {"koi-8", "koi8-r"},
    {"cskoi8r", "koi8-r"},
    {"koi8u", "koi8-u"},
    {"cp866", "ibm866"},
    {"866", "ibm866"},
    {"cp-866", "ibm866"},
    {"dos-866", "ibm866"},
    {"cp855", "ibm855"},
    {"mac-cyrillic", "x-mac-cyrillic"},
    {"maccyrillic", "x-mac-cyrillic"},
    {"iso8859-5", "iso-8859-5"},
    {"iso_8859-5", "iso-8859-5"},
    {"cyrillic", "iso-8859-5"},
    {"latin1", "iso-8859-1"},
    {"iso8859-1", "iso-8859-1"},
    {"iso_8859-1", "iso-8859-1"},
    {"cp1252", "windows-1252"},
    {"win-1252", "windows-1252"},
    {"iso-8859-8-i", "iso-8859-8"},
    {"iso-8859-6-i", "iso-8859-6"},
    {"ks_c_5601-1987", "euc-kr"},
    {"gb2312", "gb18030"},
    {"gbk", "gb18030"},
    {"x-gbk", "gb18030"},
    {"x-sjis", "shift_jis"},
    {"macintosh", "macintosh"},
    {"x-mac-cyrillic", "x-mac-cyrillic"},
    {"utf-7", NULL},
    {"unicode-1-1-utf-7", NULL},
    {"x-unknown", NULL},
    {"unknown", NULL},
    {"unknown-8bit", NULL},
    {"8bit", NULL},
    {"x-user-defined", NULL},
    {"default", NULL},
    {"_autodetect", NULL},
    {"binary", NULL},
    {"none", NULL},
    {"utf-7-imap", NULL},
};

/* Where iconv knows a charset by another name than IANA does. */
const char *charset_iconv_name(const char *name)
{
    if (strcmp(name, "iso-8859-1") ==
        0) /* what is called so is windows-1252 on the web and in mail */
        return "windows-1252";
    return strcmp(name, "x-mac-cyrillic") == 0 ? "MAC-CYRILLIC" : name;
}

static void close_converter(gpointer converter)
{
    g_iconv_close(converter);
}

static void free_converters(gpointer converters)
{
    g_hash_table_unref(converters);
}

/* By name, one set for each thread: a converter has a state. */
static GPrivate converters = G_PRIVATE_INIT(free_converters);

/* NULL: iconv does not know it. */
static GIConv find_converter(const char *name)
{
    GHashTable *open = g_private_get(&converters);

    if (!open) {
        open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, close_converter);
        g_private_set(&converters, open);
    }
    GIConv found = g_hash_table_lookup(open, name);
    if (found)
        return found;
    found = g_iconv_open("UTF-8", charset_iconv_name(name));
    if (found == (GIConv)-1)
        return NULL;
    if (g_hash_table_size(open) >= KEPT_CONVERTERS)
        g_hash_table_remove_all(open); /* names can be varied without end */
    g_hash_table_insert(open, g_strdup(name), found);
    return found;
}

char *charset_decode(const char *bytes, size_t length, const char *name, gsize *read,
                     gsize *written)
{
    GIConv converter = find_converter(name);

    if (!converter)
        return NULL;
    g_iconv(converter, NULL, NULL, NULL, NULL); /* the last text may have been cut off */
    return g_convert_with_iconv(bytes, (gssize)length, converter, read, written, NULL);
}

const char *charset_canonical(const char *declared)
{
    if (!declared || !*declared || strlen(declared) > 40)
        return NULL;
    g_autofree char *name = g_ascii_strdown(declared, -1);
    g_strstrip(g_strdelimit(name, "\"'", ' '));
    for (size_t i = 0; i < G_N_ELEMENTS(ALIASES); i++)
        if (strcmp(ALIASES[i].alias, name) == 0)
            return ALIASES[i].name;
    for (const char *p = name; *p; p++) /* iconv's own options ("//TRANSLIT") stay out */
        if (!g_ascii_isalnum(*p) && !strchr("-_.:+", *p))
            return NULL;
    return *name && find_converter(name) ? g_intern_string(name) : NULL;
}
