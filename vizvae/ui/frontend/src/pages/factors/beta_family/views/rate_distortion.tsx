/** Every model of the family by what it carries and what it loses; the slider's own is filled. */

import { Axes } from "../../../../parts/chart/line_chart";
import { linePath, rangeOf } from "../../../../parts/chart/scale";
import { Explained } from "../../../../parts/widgets/explained";
import { useWidth } from "../../../../parts/widgets/use_width";
import { bendsBack } from "../members";
import type { FamilyPanel } from "../panel";

const HEIGHT = 230;
const LEFT = 54;
/** Room for a label: above and to the right of a point the curve never is. */
const RIGHT = 56;
const TOP = 16;
const BOTTOM = 22;

export function RateDistortion({ panel }: { panel: FamilyPanel }) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const { members, spreads, betas } = panel.data.value;
  const here = panel.member.value;
  const x = rangeOf([members.map(({ figures }) => figures["rate"]!)])!;
  const y = rangeOf([members.map(({ figures }) => figures["distortion"]!)])!;
  const right = Math.max(LEFT + 1, width.value - RIGHT);
  const across = (value: number) => LEFT + ((value - x.low) / (x.high - x.low)) * (right - LEFT);
  const down = (value: number) => TOP + (1 - (value - y.low) / (y.high - y.low)) * (HEIGHT - TOP - BOTTOM);
  const means = (figure: string) => spreads.map((of) => of[figure]!.mean);
  return (
    <figure class="line-chart" data-testid="rate-distortion">
      <figcaption>
        <strong>Rate and distortion</strong>{" "}
        <span class="hint">
          <Explained text="the nats lost in the image against the nats carried; lower and further left is better, and no β has both" />
        </span>
      </figcaption>
      <div ref={frame} style={{ height: `${HEIGHT}px` }}>
        {width.value > 0 && (
          <svg width={width.value} height={HEIGHT} role="img" aria-label={`Rate ${here.figures["rate"]!.toFixed(1)} nats, distortion ${here.figures["distortion"]!.toFixed(1)} nats at β = ${here.beta}`}>
            <Axes x={x} y={y} across={across} down={down} right={right} height={HEIGHT} xName="nats carried" />
            <path class="chart-line family-curve" d={linePath(means("rate"), means("distortion"), (a, b) => [across(a), down(b)], betas.length)} />
            {members.map((member) => {
              const [cx, cy] = [across(member.figures["rate"]!), down(member.figures["distortion"]!)];
              // Of several seeds one bears the name: the slider's own, or else the first.
              const labelled = member === here || (member.beta !== here.beta && members.find(({ beta }) => beta === member.beta) === member);
              return (
                <g
                  key={member.name}
                  class="family-point"
                  data-testid={`family-point-${member.name}`}
                  data-here={member === here}
                  onClick={() => {
                    panel.move(betas.indexOf(member.beta));
                    panel.rest();
                  }}
                >
                  <circle cx={cx} cy={cy} r={member === here ? 7 : 4.5} />
                  {labelled && (
                    <text x={cx + 9} y={cy - 7}>
                      β = {member.beta}
                    </text>
                  )}
                </g>
              );
            })}
          </svg>
        )}
      </div>
      {bendsBack(panel.data.value) && (
        <p class="hint" data-testid="bends-back">
          Where the curve bends back, a model carries more and yet draws no better: it was not trained to the end. With enough training the curve only falls.
        </p>
      )}
    </figure>
  );
}
