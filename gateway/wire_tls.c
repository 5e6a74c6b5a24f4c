/* wire_tls.c: TLS over a connection, by GnuTLS; see wire.h. The certificate is checked while the
 * hands are shaken, so nothing is sent to a server that is not the right one. */
#include <gnutls/x509.h>
#include <poll.h>
#include <string.h>

#include "gateway/wire_internal.h"

/* gnutls knows the older versions still */
static const char TLS_PRIORITY[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

static bool load_roots(Wire *wire)
{
    int loaded = gnutls_certificate_allocate_credentials(&wire->credentials);

    if (loaded < 0)
        return wire_failed(wire, ERR_TEMP, gnutls_strerror(loaded));
    loaded = wire->ca_file ? gnutls_certificate_set_x509_trust_file(
                                 wire->credentials, wire->ca_file, GNUTLS_X509_FMT_PEM)
                           : gnutls_certificate_set_x509_system_trust(wire->credentials);
    if (loaded > 0)
        return true;
    g_autofree char *why =
        g_strdup_printf("no roots to check its certificate against in %s",
                        wire->ca_file ? wire->ca_file : "the system (install ca-certificates)");
    return wire_failed(wire, ERR_SETTINGS, why);
}

static bool prepare_session(Wire *wire)
{
    int made = gnutls_init(&wire->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);

    if (made == 0)
        made = gnutls_priority_set_direct(wire->session, TLS_PRIORITY, NULL);
    if (made == 0)
        made = gnutls_credentials_set(wire->session, GNUTLS_CRD_CERTIFICATE, wire->credentials);
    if (made == 0 && !g_hostname_is_ip_address(wire->host))
        made =
            gnutls_server_name_set(wire->session, GNUTLS_NAME_DNS, wire->host, strlen(wire->host));
    if (made < 0)
        return wire_failed(wire, ERR_TEMP, gnutls_strerror(made));
    gnutls_session_set_verify_cert(wire->session, wire->host, 0);
    gnutls_transport_set_int(wire->session, wire->fd);
    return true;
}

static bool untrusted(Wire *wire)
{
    gnutls_datum_t text = {0};
    unsigned status = gnutls_session_get_verify_cert_status(wire->session);

    if (gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &text, 0) < 0)
        return wire_failed(wire, ERR_SETTINGS, "its certificate is not trusted");
    g_autofree char *why =
        g_strdup_printf("its certificate is not trusted, nothing was sent to it: %s"
                        "Check the host name, or name the right roots in ca_file",
                        (const char *)text.data);
    gnutls_free(text.data);
    return wire_failed(wire, ERR_SETTINGS, why);
}

bool wire_handshake(Wire *wire)
{
    if (!load_roots(wire) || !prepare_session(wire))
        return false;
    int done;
    while ((done = gnutls_handshake(wire->session)) < 0) {
        if (done == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
            return untrusted(wire);
        if (gnutls_error_is_fatal(done)) {
            g_autofree char *why = g_strdup_printf("no TLS: %s", gnutls_strerror(done));
            return wire_failed(wire, ERR_TEMP, why);
        }
        bool writes = gnutls_record_get_direction(wire->session) == 1;
        if ((done == GNUTLS_E_AGAIN || done == GNUTLS_E_INTERRUPTED) &&
            !wire_wait(wire, writes ? POLLOUT : POLLIN))
            return false;
    }
    wire->secure = true;
    return true;
}
