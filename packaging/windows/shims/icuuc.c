/* Stands in for Windows' own ICU under wine 8, which has none. For the tests only: Qt6Core will not
 * load without it, and asks it for nothing but legacy text encodings. Each of these refuses. */

typedef void *opaque;
typedef int error_code;
#define FAILED(error) do { if (error) *(error) = 4 /* U_FILE_ACCESS_ERROR */; } while (0)
#define OFFERED __declspec(dllexport)

OFFERED opaque ucnv_open(const char *name, error_code *error) { (void)name; FAILED(error); return 0; }
OFFERED void ucnv_close(opaque converter) { (void)converter; }
OFFERED void ucnv_reset(opaque converter) { (void)converter; }
OFFERED int ucnv_countAvailable(void) { return 0; }
OFFERED const char *ucnv_getAvailableName(int at) { (void)at; return 0; }
OFFERED const char *ucnv_getName(opaque converter, error_code *error) { (void)converter; FAILED(error); return 0; }
OFFERED const char *ucnv_getStandardName(const char *name, const char *standard, error_code *error) {
    (void)name; (void)standard; FAILED(error); return 0;
}
OFFERED signed char ucnv_getMaxCharSize(opaque converter) { (void)converter; return 1; }
OFFERED int ucnv_fromUCountPending(opaque converter, error_code *error) { (void)converter; FAILED(error); return 0; }
OFFERED int ucnv_toUCountPending(opaque converter, error_code *error) { (void)converter; FAILED(error); return 0; }
OFFERED void ucnv_fromUnicode(opaque converter, char **to, const char *to_end, const short **from,
                              const short *from_end, int *offsets, signed char flush, error_code *error) {
    (void)converter; (void)to; (void)to_end; (void)from; (void)from_end; (void)offsets; (void)flush; FAILED(error);
}
OFFERED void ucnv_toUnicode(opaque converter, short **to, const short *to_end, const char **from,
                            const char *from_end, int *offsets, signed char flush, error_code *error) {
    (void)converter; (void)to; (void)to_end; (void)from; (void)from_end; (void)offsets; (void)flush; FAILED(error);
}
OFFERED void ucnv_cbFromUWriteUChars(opaque arguments, const short **from, const short *end, int offset,
                                     error_code *error) {
    (void)arguments; (void)from; (void)end; (void)offset; FAILED(error);
}
OFFERED void ucnv_cbToUWriteUChars(opaque arguments, const short *from, int length, int offset, error_code *error) {
    (void)arguments; (void)from; (void)length; (void)offset; FAILED(error);
}
OFFERED void ucnv_getFromUCallBack(opaque converter, opaque *action, const void **context) {
    (void)converter; *action = 0; *context = 0;
}
OFFERED void ucnv_getToUCallBack(opaque converter, opaque *action, const void **context) {
    (void)converter; *action = 0; *context = 0;
}
OFFERED void ucnv_setFromUCallBack(opaque converter, opaque action, const void *context, opaque *old_action,
                                   const void **old_context, error_code *error) {
    (void)converter; (void)action; (void)context; (void)old_action; (void)old_context; FAILED(error);
}
OFFERED void ucnv_setToUCallBack(opaque converter, opaque action, const void *context, opaque *old_action,
                                 const void **old_context, error_code *error) {
    (void)converter; (void)action; (void)context; (void)old_action; (void)old_context; FAILED(error);
}
OFFERED void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
OFFERED void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
