using Sluice.Loading;
using Sluice.Operating;

namespace Sluice.Tests.Loading;

[Trait("Category", "Unit")]
public sealed class MemoryEstimateTests
{
    private const long MiB = 1024 * 1024;

    [Theory]
    [InlineData(0, 16)]
    [InlineData(100, 316)]
    public void It_is_three_times_the_data_and_a_fixed_amount(long uncompressedMiB, long expectedMiB) =>
        MemoryEstimate.BytesOf(uncompressedMiB * MiB).ShouldBe(expectedMiB * MiB);

    [Fact]
    public void It_covers_what_was_measured() => MemoryEstimate.BytesOf(700_000_000).ShouldBeGreaterThan((long)(1.8 * 1024 * MiB));

    [Fact]
    public void Each_object_is_read_with_buffers_of_its_own() => MemoryEstimate.BytesOf(52_000_000, objects: 500).ShouldBeGreaterThan(248_000_000);

    [Fact]
    public void A_footer_that_claims_too_much_does_not_overflow() => MemoryEstimate.BytesOf(long.MaxValue).ShouldBe(long.MaxValue);

    [Theory]
    [InlineData(256, 4096, false)]
    [InlineData(257, 4096, true)]
    [InlineData(200, 616, false)]
    [InlineData(200, 615, true)]
    public void Whatever_limit_is_passed_first_stages_the_object(long uncompressedMiB, long memoryMiB, bool isStaged) =>
        BlockPlan.Of(uncompressedMiB * MiB, 256 * MiB, memoryMiB * MiB).IsStaged.ShouldBe(isStaged);
}
