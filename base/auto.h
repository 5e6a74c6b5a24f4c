/* auto.h: g_autoptr() for the libraries that bring none of their own. Include it after the header
 * of the library; each block is there only where that header was included. */
#include <glib.h>

/* no guard around the whole file: each block has its own, so a later include adds what is new */
#if defined(JANSSON_H) && !defined(VESTNIK_AUTO_JANSSON)
#define VESTNIK_AUTO_JANSSON
G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)
#endif

#if defined(__GMIME_H__) && !defined(VESTNIK_AUTO_GMIME)
#define VESTNIK_AUTO_GMIME
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeParserOptions, g_mime_parser_options_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeFormatOptions, g_mime_format_options_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeReferences, g_mime_references_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddressList, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddress, g_object_unref)
#endif
