namespace Orders;

/// <summary>
/// Represents the terms of an order: the settings at the time when its goods were reserved. An order keeps them, so that a changed setting
/// is for new orders only.
/// </summary>
/// <param name="PaymentPeriod">The time in which it must be paid.</param>
/// <param name="PaymentAttempts">The number of attempts to charge a card.</param>
/// <param name="ReturnPeriod">The period in which the goods may be returned.</param>
internal sealed record Terms(TimeSpan PaymentPeriod, int PaymentAttempts, TimeSpan ReturnPeriod);
