/* auto.h: g_autoptr() for the libraries that bring none of their own. Include it after the header
 * of the library; each block is there only where that header was included. */
#ifndef VESTNIK_BASE_AUTO_H
#define VESTNIK_BASE_AUTO_H

#include <glib.h>

#ifdef JANSSON_H
G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)
#endif

#ifdef __GMIME_H__
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeParserOptions, g_mime_parser_options_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeFormatOptions, g_mime_format_options_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeReferences, g_mime_references_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddressList, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddress, g_object_unref)
#endif

#endif
