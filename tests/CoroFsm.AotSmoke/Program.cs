using CoroFsm.AotSmoke;

// Features that trimming or ahead-of-time compilation could break. Each is a check that returns what it found.
(string Name, Func<string> Run, string Expected)[] checks =
[
    ("state path and position", Checks.Positions, "Session/Authenticating at Checks.cs"),
    ("results, errors, close", Checks.Calls, "ab caught inner outer"),
    ("generator", Checks.Generators, "Steps: a b"),
    ("selective receive and deferral", Checks.Selection, "a b 7"),
    ("superstates", Checks.Superstates, "handled x, left by q"),
    ("states as methods", Checks.StateMethods, "Closed Open Closed"),
    ("time limits", Checks.Time, "a, time-out"),
    ("threads", Checks.Threads, "20000"),
    ("class style", Checks.ClassStyle, "Door opened"),
    ("observer, telemetry and tracker", Checks.Observing, "1 living"),
    ("XML", Checks.Xml, "S bus x=1, T text, E bus"),
    ("SCXML with data", ScxmlCheck.Run, "on, off, end {\"Name\":\"x\",\"Numbers\":[20,22]}"),
#if !DEBUG
    ("no allocation", Checks.Allocation, "0"),      // in Debug the compiler makes the state machine of each call a class
#endif
];

var failed = 0;
foreach (var (name, run, expected) in checks)
{
    string found;
    try
    {
        found = run();
    }
    catch (Exception error)
    {
        found = error.ToString();
    }

    var isRight = found == expected;
    failed += isRight ? 0 : 1;
    Console.WriteLine(isRight ? $"ok    {name}" : $"FAIL  {name}: expected \"{expected}\", found \"{found}\"");
}

return failed == 0 ? 0 : 1;
