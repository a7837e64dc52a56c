using System.Text.Json.Serialization;

namespace CoroFsm.Durability.Tests.Hosts;

[JsonPolymorphic]
[JsonDerivedType(typeof(Say), "say")]
[JsonDerivedType(typeof(Other), "other")]
[JsonDerivedType(typeof(Tick), "tick")]
[JsonDerivedType(typeof(Finish), "finish")]
[JsonDerivedType(typeof(Question), "question")]
internal abstract record TestEvent;

internal sealed record Say(string Text) : TestEvent;

internal sealed record Other(int Number = 0) : TestEvent;

internal sealed record Tick(string Name) : TestEvent;

internal sealed record Finish : TestEvent;

internal sealed record Question(ReplyTo<string> Reply) : TestEvent;
