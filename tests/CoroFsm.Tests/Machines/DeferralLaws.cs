using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace CoroFsm.Tests.Machines;

/// <summary>
/// The order of events, compared with a reference that is written with plain lists.
/// </summary>
/// <remarks>
/// A program is a cycle of waits, each of which accepts some events, may post others when it receives one, and may defer what it receives.
/// </remarks>
public sealed class DeferralLaws
{
    private static readonly Gen<Step> Steps =
        from accepts in Gen.Elements("a", "b", "c", "ab", "bc", "abcd")
        from posts in Gen.Elements("", "", "", "a", "b", "cd")
        from postpones in Gen.Elements("", "", "", "b", "d")
        select new Step(accepts, posts, postpones);

    private static readonly Gen<Case> Cases =
        from steps in Steps.ListOf(3)
        from events in Gen.Elements('a', 'b', 'c', 'd').ArrayOf()
        from policy in Gen.Elements(Unmatched.Defer, Unmatched.Defer, Unmatched.Ignore, Unmatched.Throw)
        select new Case([.. steps], new string(events), policy);

    [Property(MaxTest = 2_000)]
    public Property Handled_AnyProgram_EqualsTheModel() => Prop.ForAll(Cases.ToArbitrary(), test =>
    {
        var machine = RunMachine(test);
        var reference = RunReference(test);
        return (machine == reference).Label($"machine   {machine}\nreference {reference}");
    });

    private static string RunMachine(Case test)
    {
        List<string> log = [];
        using var machine = Machine.Start<char>(
            async inbox =>
            {
                var budget = Case.Budget;
                for (var i = 0; ; i = (i + 1) % test.Steps.Length)
                {
                    var step = test.Steps[i];
                    await Take(inbox, step, i);

                    async Coroutine Take(Inbox<char> inbox, Step step, int number)
                    {
                        while (true)
                        {
                            var e = step.Accepts == "abcd" ? await inbox.Receive($"{number}") : await Selected(inbox, step);
                            if (step.Postpones.Contains(e) && budget-- > 0)
                            {
                                log.Add($"{number}~{e}");
                                inbox.Defer(e);
                                continue;
                            }

                            log.Add($"{number}:{e}");
                            foreach (var p in step.Posts)
                            {
                                if (budget-- > 0)
                                    inbox.Post(p);
                            }

                            return;
                        }
                    }
                }
            },
            new() { Unmatched = test.Policy });

        foreach (var e in test.Events)
        {
            try
            {
                machine.Send(e);
            }
            catch (UnexpectedEventException)
            {
                log.Add("!");
            }
        }

        return string.Join(' ', log);

        static async Coroutine<char> Selected(Inbox<char> inbox, Step step) => await inbox.Receive(e => step.Accepts.Contains(e));
    }

    /// <summary>The same with lists: deferred events come first, then posted ones, then sent ones.</summary>
    private static string RunReference(Case test)
    {
        List<string> log = [];
        List<(char Event, int? Since)> aside = [];
        List<char> posted = [];
        var (at, budget, changes) = (0, Case.Budget, 0);

        foreach (var sent in test.Events)
        {
            var failed = false;
            var isOpen = true;
            failed |= !Offer(sent);
            while (isOpen)
            {
                var index = aside.FindIndex(d => d.Since != changes && Accepts(d.Event));
                if (index >= 0)
                {
                    var e = aside[index].Event;
                    aside.RemoveAt(index);
                    Take(e, index);
                }
                else if (posted.Count > 0)
                {
                    var e = posted[0];
                    posted.RemoveAt(0);
                    failed |= !Offer(e);
                }
                else
                {
                    isOpen = false;
                }
            }

            if (failed)
                log.Add("!");
        }

        return string.Join(' ', log);

        string State() => test.Steps[at].Accepts == "abcd" ? $"named {at}" : "selected";

        bool Accepts(char e) => test.Steps[at].Accepts.Contains(e);

        bool Offer(char e)
        {
            if (Accepts(e))
                Take(e, aside.Count);
            else if (test.Policy == Unmatched.Defer)
                aside.Add((e, null));
            else
                return test.Policy == Unmatched.Ignore;
            return true;
        }

        void Take(char e, int index)
        {
            var step = test.Steps[at];
            if (step.Postpones.Contains(e) && budget-- > 0)
            {
                log.Add($"{at}~{e}");
                aside.Insert(index, (e, changes));
                return;
            }

            log.Add($"{at}:{e}");
            foreach (var p in step.Posts)
            {
                if (budget-- > 0)
                    posted.Add(p);
            }

            var before = State();
            at = (at + 1) % test.Steps.Length;
            if (State() != before)
                changes++;
        }
    }

    public sealed record Step(string Accepts, string Posts, string Postpones);

    public sealed record Case(Step[] Steps, string Events, Unmatched Policy)
    {
        /// <summary>The maximum number of posts and deferrals of a run, so that it ends.</summary>
        public const int Budget = 50;

        public override string ToString() => $"{Policy} {Events} {string.Join(", ", Steps.AsEnumerable())}";
    }
}
