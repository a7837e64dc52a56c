using System.ComponentModel.DataAnnotations;

namespace Orders;

/// <summary>Provides the options of the fake payment service: the section "Payments" of the configuration.</summary>
internal sealed class PaymentOptions : IValidatableObject
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Payments";

    /// <summary>Gets or sets the seed of the misbehaviour. The same calls in the same order behave alike. Default: 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Gets or sets the time that a call takes. Default: 20 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Gets or sets the share of charges that are declined. Default: 0.</summary>
    [Range(0.0, 1.0)]
    public double DeclineRate { get; set; }

    /// <summary>Gets or sets the share of calls that fail. Default: 0.1.</summary>
    [Range(0.0, 1.0)]
    public double FailRate { get; set; } = 0.1;

    /// <summary>Gets or sets the share of calls that never end. Default: 0.1.</summary>
    [Range(0.0, 1.0)]
    public double HangRate { get; set; } = 0.1;

    /// <summary>Gets or sets the share of calls that the service cancels, as HTTP clients do at their timeout. Default: 0.1.</summary>
    [Range(0.0, 1.0)]
    public double CancelRate { get; set; } = 0.1;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (DeclineRate + FailRate + HangRate + CancelRate > 1 + 1e-9)
            yield return new("The rates of the payment service are more than 1 together. Lower one of them.", [nameof(FailRate)]);
    }
}
