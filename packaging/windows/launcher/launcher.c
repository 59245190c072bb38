/* Starts Titrator with the Python that lies beside it, and nothing else: no script, no module of
 * anybody's choice. Built twice: Titrator.exe has a window, titrator-cli.exe speaks in a terminal.
 *
 * Libraries are loaded from the folder of the program and from Windows' own, never from the current
 * folder or PATH. Python runs isolated (-I): it reads no variable, no registry and no user's packages;
 * where its modules lie is written in python311._pth beside it. It writes no caches (-B). */

#include <windows.h>

#include <stdio.h>
#include <wchar.h>

#define LONGEST_PATH 32768
#define PYTHON_DLL L"\\python\\python311.dll"

typedef int (*python_main)(int count, wchar_t **words);

static wchar_t program[LONGEST_PATH];
static wchar_t library[LONGEST_PATH];

static int refuse(const wchar_t *why) {
    static const wchar_t action[] = L"Have the program installed again.";
#ifdef HAS_WINDOW
    static wchar_t text[LONGEST_PATH + 128];
    _snwprintf(text, sizeof text / sizeof *text - 1, L"%ls\n%ls", why, action);
    MessageBoxW(NULL, text, L"Titrator", MB_OK | MB_ICONERROR);
#else
    fwprintf(stderr, L"%ls %ls\n", why, action);
#endif
    return 1;
}

static int start(int count, wchar_t **words) {
    SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    SetDllDirectoryW(L"");
    DWORD length = GetModuleFileNameW(NULL, program, LONGEST_PATH);
    wchar_t *end = length && length < LONGEST_PATH ? wcsrchr(program, L'\\') : NULL;
    size_t folder = end ? (size_t)(end - program) : 0;
    if (!end || folder + wcslen(PYTHON_DLL) >= LONGEST_PATH)
        return refuse(L"Titrator cannot tell where it is installed.");
    wmemcpy(library, program, folder);
    wcscpy(library + folder, PYTHON_DLL);

    DWORD search = LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32;
    HMODULE python = LoadLibraryExW(library, NULL, search);
    python_main run = python ? (python_main)(void *)GetProcAddress(python, "Py_Main") : NULL;
    if (!run)
        return refuse(L"A part of Titrator, python311.dll, is missing or was changed.");

    /* The program starts its own helpers as `sys.executable -m titrator ...`; these words say no more
     * than what is started anyway. */
    int first = 1;
    if (count > 2 && !wcscmp(words[1], L"-m") && !wcscmp(words[2], L"titrator"))
        first = 3;
    static wchar_t *fixed[] = {program, L"-I", L"-B", L"-m", L"titrator"};
    int fixed_count = sizeof fixed / sizeof *fixed, all = 0;
    wchar_t **given = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
                                ((size_t)fixed_count + (size_t)count + 1) * sizeof *given);
    if (!given)
        return refuse(L"There is no memory left to start Titrator.");
    for (int at = 0; at < fixed_count; at++)
        given[all++] = fixed[at];
    for (int at = first; at < count; at++)
        given[all++] = words[at];
    return run(all, given);
}

#ifdef HAS_WINDOW
int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, wchar_t *line, int how) {
    (void)self, (void)before, (void)line, (void)how;
    return start(__argc, __wargv);
}
#else
int wmain(int count, wchar_t **words) { return start(count, words); }
#endif
